#include "engine/model/model_tool.h"

#include "engine/files/atomic_file.h"
#include "engine/files/printable.h"
#include "engine/machine/failure.h"
#include "engine/machine/memory.h"
#include "engine/model/checkpoint.h"
#include "engine/model/init.h"
#include "engine/model/tensor_spec.h"
#include "engine/records/error.h"
#include "engine/text/text_file.h"
#include "engine/text/tokenizer.h"

#include <filesystem>

namespace ttt {

namespace {

namespace fs = std::filesystem;

torch::ScalarType dtype_of(const ModelConfig& config)
{
    switch (config.dtype) {
    case StoredDtype::bfloat16:
        return torch::kBFloat16;
    case StoredDtype::float16:
        return torch::kHalf;
    case StoredDtype::float32:
        break;
    }
    return torch::kFloat;
}

/// All weights are drawn as f32 before the first is written.
void check_it_fits(const ModelConfig& config, const std::string& directory)
{
    const double numbers = count_of_numbers(config);
    constexpr double drawn_bytes = 4;
    check_room("A model of these sizes", numbers * drawn_bytes, Device::cpu, "choose smaller ones");
    check_disk_room("A model of these sizes", numbers * static_cast<double>(c10::elementSize(dtype_of(config))),
                    directory);
}

/// Empty when no tokenizer was asked for.
std::string fitting_tokenizer(const std::string& path, const ModelConfig& config)
{
    if (path.empty())
        return "";
    const std::string json = read_text_file(path);
    const std::int64_t tokens = Tokenizer::from_json(json, path).size();
    if (tokens > config.vocab_size)
        throw Error("The tokenizer " + printable(path) + " has " + std::to_string(tokens) +
                    " tokens, but the model has a vocab_size of only " + std::to_string(config.vocab_size) + ".");
    return json;
}

}  // namespace

void init_model(const std::string& config_path, const std::string& directory, std::uint64_t seed,
                const std::string& tokenizer)
try {
    if (fs::exists(fs::path(directory) / "config.json"))
        throw Error("The directory " + printable(directory) + " already holds a model; name a new one.");
    const ModelConfig config = read_config_file(config_path);
    const std::string tokenizer_json = fitting_tokenizer(tokenizer, config);
    check_it_fits(config, directory);
    NamedTensors tensors = init_weights(config, seed);
    for (auto& [name, tensor] : tensors)
        tensor = tensor.to(dtype_of(config));
    save_checkpoint(directory, config, tensors);
    if (!tokenizer_json.empty()) {
        AtomicFile file((fs::path(directory) / "tokenizer.json").string());
        file.write(tokenizer_json);
        file.commit();
    }
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

ModelInfo model_info(const std::string& directory)
try {
    const Checkpoint checkpoint = Checkpoint::open(directory);
    ModelInfo info{.config = checkpoint.config(),
                   .parameter_count = checkpoint.parameter_count(),
                   .tensor_count = static_cast<std::int64_t>(checkpoint.names().size()),
                   .token_count = 0,
                   .decay = trained_decay(checkpoint),
                   .hash = checkpoint.hash(),
                   .unused = checkpoint.unused(),
                   .remarks = checkpoint.remarks()};
    if (fs::exists(fs::path(directory) / "tokenizer.json"))
        info.token_count = Tokenizer::load(directory).size();
    return info;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
