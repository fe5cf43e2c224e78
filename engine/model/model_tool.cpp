#include "engine/model/model_tool.h"

#include "engine/files/atomic_file.h"
#include "engine/files/printable.h"
#include "engine/gguf/gguf_file.h"
#include "engine/machine/failure.h"
#include "engine/machine/memory.h"
#include "engine/model/checkpoint.h"
#include "engine/model/init.h"
#include "engine/model/model_path.h"
#include "engine/model/tensor_spec.h"
#include "engine/records/error.h"
#include "engine/text/gguf_tokenizer.h"
#include "engine/text/text_file.h"
#include "engine/text/tokenizer.h"
#include "engine/text/tokenizer_file.h"

#include <filesystem>
#include <optional>

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

void write_beside(const std::string& directory, const char* name, const std::string& text)
{
    AtomicFile file((fs::path(directory) / name).string());
    file.write(text);
    file.commit();
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
    if (!tokenizer_json.empty())
        write_beside(directory, "tokenizer.json", tokenizer_json);
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

void import_model(const std::string& path, const std::string& directory)
try {
    if (fs::exists(fs::path(directory) / "config.json"))
        throw Error("The directory " + printable(directory) + " already holds a model; name a new one.");
    const Checkpoint checkpoint = Checkpoint::open(path);
    if (!is_model_file(path))
        throw Error("The model " + printable(path) + " is a directory already; only a GGUF file is imported.");
    const GgufFile file = GgufFile::open(path);
    const auto tokenizer = has_tokenizer(file) ? std::optional(tokenizer_json(file)) : std::nullopt;
    if (tokenizer)
        Tokenizer::from_json(*tokenizer, path);  // what can't be read here is not written
    const double bytes = static_cast<double>(checkpoint.parameter_count()) *
                         static_cast<double>(c10::elementSize(dtype_of(checkpoint.config())));
    check_room("Unpacking the model '" + path + "'", bytes, Device::cpu, "choose a smaller one");
    check_disk_room("Unpacking the model '" + path + "'", bytes, directory);
    NamedTensors tensors;
    for (const TensorSpec& tensor : tensor_specs(checkpoint.config()))
        tensors.emplace_back(tensor.name, checkpoint.tensor(tensor.name, tensor.shape));
    save_checkpoint(directory, checkpoint.config(), tensors);
    if (tokenizer) {
        write_beside(directory, "tokenizer.json", *tokenizer);
        write_beside(directory, "tokenizer_config.json", tokenizer_config_json(file));
    }
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

ModelInfo model_info(const std::string& path)
try {
    const Checkpoint checkpoint = Checkpoint::open(path);
    ModelInfo info{.config = checkpoint.config(),
                   .parameter_count = checkpoint.parameter_count(),
                   .tensor_count = static_cast<std::int64_t>(checkpoint.names().size()),
                   .formats = checkpoint.formats(),
                   .token_count = 0,
                   .decay = trained_decay(checkpoint),
                   .hash = checkpoint.hash(),
                   .unused = checkpoint.unused(),
                   .remarks = checkpoint.remarks()};
    if (has_tokenizer(path))
        info.token_count = Tokenizer::load(path).size();
    return info;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
