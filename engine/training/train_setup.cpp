#include "engine/training/train_setup.h"

#include "engine/files/json.h"
#include "engine/machine/memory.h"
#include "engine/model/checkpoint.h"
#include "engine/model/init.h"
#include "engine/model/model_path.h"
#include "engine/model/tensor_spec.h"
#include "engine/records/error.h"
#include "engine/text/bpe_trainer.h"
#include "engine/text/hash.h"
#include "engine/text/text_file.h"
#include "engine/text/tokenizer_file.h"
#include "engine/text/unread.h"

#include <torch/utils.h>

#include <cmath>
#include <filesystem>
#include <map>

namespace ttt {
namespace {

using nlohmann::json;

std::string train_tokenizer(const TrainConfig& config, const std::vector<std::string>& documents,
                            const std::stop_token& cancel)
{
    const std::vector<std::string_view> views(documents.begin(), documents.end());
    return train_bpe(views, {.vocab_size = config.vocab_size, .special_tokens = {std::string(document_separator)}},
                     cancel);
}

std::string tokenizer_text(const TrainConfig& config, const std::vector<std::string>& documents,
                           const StageReport& report, const std::stop_token& cancel)
{
    if (!config.tokenizer.empty())
        return read_text_file(config.tokenizer);
    if (!config.init.empty())
        return read_tokenizer_json(config.init);
    const std::string kept = config.output + "/tokenizer.json";
    if (std::filesystem::exists(kept))
        return read_text_file(kept);
    report("Training a tokenizer of " + std::to_string(config.vocab_size) + " tokens.");
    return train_tokenizer(config, documents, cancel);
}

/// The fields of "model" over those of the checkpoint that is continued.
ModelConfig merged_model(const TrainConfig& config, std::int64_t vocab_size)
{
    json fields = json::object();
    if (!config.init.empty())
        fields = parse_json(read_model_config(config.init).json, "The model to continue from");
    if (!config.model_json.empty())
        fields.update(parse_json(config.model_json, "\"model\" of the training"));
    if (!fields.contains("vocab_size"))
        fields["vocab_size"] = vocab_size;
    ModelConfig model =
        parse_model_config(fields.dump(), config.init.empty() ? "\"model\" of the training" : config.init);
    if (model.vocab_size < vocab_size)
        throw Error("The tokenizer has " + std::to_string(vocab_size) + " tokens, but the model's vocab_size is " +
                    std::to_string(model.vocab_size) + ".");
    return model;
}

NamedTensors fresh_tensors(const TrainConfig& config, const ModelConfig& model)
{
    return config.init.empty() ? init_weights(model, config.seed, config.projection)
                               : init_ttt_weights(model, config.seed, config.projection);
}

/// Rows of RMS 1 as a head give logits of size sqrt(d): the final norm starts at its inverse instead.
void soften_head(ModelWeights& weights)
{
    const torch::NoGradGuard no_grad;
    weights.final_norm.div_(std::sqrt(static_cast<double>(weights.config.hidden_size)));
}

std::string hash_of(const std::vector<std::string>& documents)
{
    ContentHash hash;
    for (const std::string& document : documents) {
        hash.update(document);
        hash.update(document_separator);
    }
    return hash.hex();
}

}  // namespace

TrainSetup prepare_training(const TrainConfig& config, const StageReport& report, const std::stop_token& cancel)
{
    report("Reading the corpus.");
    const auto [documents, remarks] = read_documents(config.corpus);
    for (const std::string& remark : remarks)
        report(remark);
    std::string text = tokenizer_text(config, documents, report, cancel);
    Tokenizer tokenizer = Tokenizer::from_json(text);
    report("Tokenizing " + std::to_string(documents.size()) + " documents.");
    Corpus corpus = tokenize_corpus(documents, tokenizer, cancel);
    if (corpus.unread_bytes > 0)
        report(unread_sentence(corpus.unread_bytes, "the corpus", tokenizer));
    std::vector<std::string> validation;
    for (const std::string& file : config.validation)
        validation.push_back(read_corpus_file(file).text);
    Corpus validation_corpus = tokenize_corpus(validation, tokenizer, cancel);
    ModelConfig model = merged_model(config, tokenizer.size());
    report("The corpus has " + std::to_string(corpus.token_count()) + " tokens.");
    TextHashes hashes{hash_of(documents), hash_of(validation), content_hash(text)};
    return {std::move(tokenizer),         std::move(text),  std::move(corpus),
            std::move(validation_corpus), std::move(model), std::move(hashes)};
}

void check_training_fits(const TrainConfig& config, const ModelConfig& model)
{
    constexpr double bytes_per_number = 16;  // weight, gradient, two moments
    constexpr double bytes_per_id = 24;      // id, target, document
    const auto d = static_cast<double>(model.hidden_size), f = static_cast<double>(model.intermediate_size);
    const double number = config.compute == Dtype::bf16 ? 2 : 4;  // bytes
    // At least: what every block keeps for its gradients, and the logits with their softmax.
    const double per_token = bytes_per_id + static_cast<double>(model.layer_count) * number * (4 * d + 3 * f) +
                             8 * static_cast<double>(model.vocab_size);
    const double tokens = static_cast<double>(config.rows) * static_cast<double>(config.length);
    check_room("The training", bytes_per_number * count_of_numbers(model) + tokens * per_token, config.device,
               "use fewer rows, shorter ones or a smaller model");
}

ModelWeights starting_weights(const TrainConfig& config, const ModelConfig& model, torch::Device device)
{
    std::map<std::string, torch::Tensor> fresh;
    for (auto& [name, tensor] : fresh_tensors(config, model))
        fresh[name] = tensor;
    std::optional<Checkpoint> source;
    if (!config.init.empty())
        source = Checkpoint::open(config.init);
    ModelWeights weights = empty_weights(model);
    visit_tensors(weights, [&](const TensorSpec& spec, torch::Tensor& tensor) {
        const bool continued = source && (source->has(spec.name) || !is_of_ttt(spec.role));
        const torch::Tensor read = continued ? source->tensor(spec.name, spec.shape) : fresh.at(spec.name);
        tensor = as_computed(model, spec, read).to(device, torch::kFloat32, false, true);
        tensor.set_requires_grad(config.trainable == Trainable::all || is_of_ttt(spec.role));
    });
    if (model.tied_embeddings)
        weights.head = weights.embedding;
    if (config.normalize_embedding == NormalizeEmbedding::both && config.init.empty())
        soften_head(weights);
    return weights;
}

}  // namespace ttt
