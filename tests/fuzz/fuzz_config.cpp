// Input: a config.json. It is refused in a sentence, or makes a configuration that can be built, written and read back.
#include "engine/model/model_config.h"
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
        const ModelConfig config = parse_model_config({reinterpret_cast<const char*>(data), size}, "config.json");
        fuzz::require(static_cast<std::int64_t>(config.windows.size()) == config.layer_count, "a window per layer");
        fuzz::require(config.head_dim % 2 == 0 && config.head_count % config.kv_head_count == 0, "heads fit");
        fuzz::require(config.rope_theta > 1 && config.rope.factor > 0, "angles are defined");
        fuzz::require(config.ttt.lr.size() <= 1 || config.ttt.lr.size() == config.ttt.layers.size(),
                      "a rate per layer");
        ModelConfig again = parse_model_config(to_json(config), "written.json");
        again.json = config.json;
        again.notes = config.notes;
        fuzz::require(again == config, "what is written says the same");
    });
    return 0;
}
