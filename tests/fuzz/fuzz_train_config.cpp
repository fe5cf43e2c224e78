// Input: a training configuration. It is refused in a sentence, or every number of it can be computed with.
#include "engine/training/train_config.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutation.h"
#include "tests/fuzz/memory_file.h"

#include <cmath>

using namespace ttt;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    return fuzz::mutate_json(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
    fuzz::guarded([&] {
        const TrainConfig config = read_train_config(file.path());
        fuzz::require(config.rows > 0 && config.length > 1 && config.steps > 0 && config.log_every > 0, "sizes");
        fuzz::require(config.repeat_min > 0 && 2 * config.repeat_min <= config.length, "spans fit");
        fuzz::require(std::isfinite(config.lr) && config.lr >= 0 && config.beta1 < 1 && config.beta2 < 1, "rates");
        fuzz::require(config.output.starts_with('/') && !config.corpus.empty(), "places");
    });
    return 0;
}
