#include "engine/training/train_state.h"

#include "engine/model/checkpoint.h"
#include "engine/model/safetensors.h"
#include "engine/records/error.h"
#include "engine/training/train_forward.h"

#include <filesystem>
#include <fstream>

namespace ttt {
namespace {

using torch::Tensor;

std::string state_path(const TrainConfig& config)
{
    return config.output + "/training/state.safetensors";
}

NamedTensors named_weights(const ModelWeights& weights)
{
    ModelWeights handles = weights;
    NamedTensors named;
    visit_tensors(handles, [&](const std::string& name, Tensor& tensor, const std::vector<std::int64_t>&) {
        named.emplace_back(name, tensor.detach());
    });
    return named;
}

NamedTensors named_state(const ModelWeights& weights, const AdamW& optimizer)
{
    NamedTensors named = named_weights(weights);
    const std::vector<Tensor> moments = optimizer.moments();
    for (std::size_t i = 0; i < moments.size(); ++i)
        named.emplace_back("moment." + std::to_string(i), moments[i]);
    return named;
}

/// Plain tables that stand for the norms of the training. A head that shares the raw table gets one of its own.
void fold_norms(const TrainConfig& config, ModelWeights& saved)
{
    const Tensor raw = saved.embedding.detach();
    const double eps = saved.config.rms_norm_eps;
    saved.embedding = folded_embedding(raw, eps);
    if (config.normalize_embedding == "both")
        saved.head = folded_embedding(saved.head.detach(), eps);
    else
        saved.config.tied_embeddings = false;
}

}  // namespace

std::vector<Tensor> trainable_tensors(const ModelWeights& weights)
{
    ModelWeights handles = weights;
    std::vector<Tensor> tensors;
    visit_tensors(handles, [&](const std::string&, Tensor& tensor, const std::vector<std::int64_t>&) {
        if (tensor.requires_grad())
            tensors.push_back(tensor);
    });
    return tensors;
}

void save_training_state(const TrainConfig& config, const ModelWeights& weights, const AdamW& optimizer)
{
    std::filesystem::create_directories(config.output + "/training");
    write_safetensors(state_path(config), named_state(weights, optimizer),
                      {{"format", "pt"}, {"step", std::to_string(optimizer.steps_done())}});
}

bool restore_training_state(const TrainConfig& config, const ModelWeights& weights, AdamW& optimizer)
{
    if (!std::filesystem::exists(state_path(config)))
        return false;
    const torch::NoGradGuard no_grad;
    const SafetensorsFile file = SafetensorsFile::open(state_path(config));
    for (auto& [name, tensor] : named_state(weights, optimizer)) {
        if (!file.entries().contains(name) || file.entries().at(name).shape != tensor.sizes())
            throw Error("The training state " + file.path() + " belongs to another model: " + name +
                        " does not fit. Choose another output, or delete it.");
        tensor.copy_(file.tensor(name));
    }
    optimizer.set_steps_done(std::stoll(file.metadata().at("step")));
    return true;
}

void save_trained_model(const TrainConfig& config, const TrainSetup& setup, const ModelWeights& weights)
{
    const auto dtype = config.save_dtype == "bf16" ? torch::kBFloat16 : torch::kFloat32;
    ModelWeights saved = weights;
    saved.config.dtype = config.save_dtype == "bf16" ? "bfloat16" : "float32";
    if (config.normalize_embedding != "no")
        fold_norms(config, saved);
    NamedTensors tensors;
    for (auto& [name, tensor] : named_weights(saved))
        tensors.emplace_back(name, tensor.to(torch::kCPU, dtype));
    save_checkpoint(config.output, saved.config, tensors, config.max_shard_bytes);
    std::ofstream file(config.output + "/tokenizer.json", std::ios::binary);
    file << setup.tokenizer_json;
    if (!file.flush())
        throw Error("The tokenizer could not be written to " + config.output + ": is the disk full?");
}

}  // namespace ttt
