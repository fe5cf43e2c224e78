// Input: the configuration of a logged run. It is refused in a sentence, or can be written and read back.
#include "sessions/config_json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutation.h"

using namespace ttt;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    return fuzz::mutate_json(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::guarded([&] {
        const std::string written = to_json(from_json({reinterpret_cast<const char*>(data), size}));
        fuzz::require(to_json(from_json(written)) == written, "what is written says the same");
    });
    return 0;
}
