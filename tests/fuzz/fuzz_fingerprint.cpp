// Input: the settings in a training's saved state. They are refused in a sentence, or compared.
#include "engine/training/resume.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutation.h"

using namespace ttt;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    return fuzz::mutate_json(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string now = fingerprint_of(TrainConfig(), ModelConfig(), {"corpus", "validation", "tokenizer"});
    fuzz::require(changes_since(now, now, "state").empty(), "the same has not changed");
    fuzz::guarded([&] {
        for (const std::string& sentence : changes_since({reinterpret_cast<const char*>(data), size}, now, "state"))
            fuzz::require(sentence.ends_with('.') && sentence.find('\n') == std::string::npos, "one sentence");
    });
    return 0;
}
