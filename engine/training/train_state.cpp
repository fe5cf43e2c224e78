#include "engine/training/train_state.h"

#include "engine/files/atomic_file.h"
#include "engine/files/printable.h"
#include "engine/model/checkpoint.h"
#include "engine/model/safetensors.h"
#include "engine/records/error.h"
#include "engine/training/resume.h"
#include "engine/training/train_forward.h"

#include <torch/utils.h>

#include <charconv>
#include <filesystem>

namespace ttt {
namespace {

using torch::Tensor;

const std::string fingerprint_key = "settings";

std::string state_path(const TrainConfig& config)
{
    return config.output + "/training/state.safetensors";
}

NamedTensors named_weights(const ModelWeights& weights)
{
    ModelWeights handles = weights;
    NamedTensors named;
    visit_tensors(
        handles, [&](const TensorSpec& spec, const Tensor& tensor) { named.emplace_back(spec.name, tensor.detach()); });
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

[[noreturn]] void refuse(const SafetensorsFile& file, const std::string& why)
{
    throw Error("The training state " + printable_path(file.path()) + " " + why +
                ". Choose another output, or delete it.");
}

std::int64_t saved_step(const SafetensorsFile& file)
{
    constexpr std::int64_t most = 1'000'000'000;
    const auto found = file.metadata().find("step");
    const std::string text = found == file.metadata().end() ? "" : found->second;
    std::int64_t step = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
    if (error != std::errc() || end != text.data() + text.size() || step < 0 || step > most)
        refuse(file, "is damaged: its step is " + printable(text) + ", not a whole number from 0 on");
    return step;
}

/// Plain tables that stand for the norms of the training. A head that shares the raw table gets one of its own.
void fold_norms(const TrainConfig& config, ModelWeights& saved)
{
    const Tensor raw = saved.embedding.detach();
    const double eps = saved.config.rms_norm_eps;
    saved.embedding = folded_embedding(raw, eps);
    if (config.normalize_embedding == NormalizeEmbedding::both)
        saved.head = folded_embedding(saved.head.detach(), eps);
    else
        saved.config.tied_embeddings = false;
}

}  // namespace

std::vector<TrainedTensor> trainable_tensors(const ModelWeights& weights, const TrainConfig& config)
{
    ModelWeights handles = weights;
    std::vector<TrainedTensor> tensors;
    visit_tensors(handles, [&](const TensorSpec& spec, const Tensor& tensor) {
        const bool has_own_lr = is_of_ttt(spec.role) && config.ttt_parameters_lr > 0;
        if (tensor.requires_grad())
            tensors.push_back({tensor, has_own_lr ? config.ttt_parameters_lr : config.lr});
    });
    return tensors;
}

void save_training_state(const TrainConfig& config, const std::string& fingerprint, const ModelWeights& weights,
                         const AdamW& optimizer)
{
    std::filesystem::create_directories(config.output + "/training");
    write_safetensors(
        state_path(config), named_state(weights, optimizer),
        {{"format", "pt"}, {"step", std::to_string(optimizer.steps_done())}, {fingerprint_key, fingerprint}});
}

std::optional<std::vector<std::string>> restore_training_state(const TrainConfig& config,
                                                               const std::string& fingerprint,
                                                               const ModelWeights& weights, AdamW& optimizer)
{
    if (!std::filesystem::exists(state_path(config)))
        return std::nullopt;
    const torch::NoGradGuard no_grad;
    const SafetensorsFile file = SafetensorsFile::open(state_path(config));
    const std::int64_t step = saved_step(file);
    const auto then = file.metadata().find(fingerprint_key);
    std::vector<std::string> changes =
        changes_since(then == file.metadata().end() ? "" : then->second, fingerprint, file.path());
    NamedTensors state = named_state(weights, optimizer);
    if (file.entries().size() != state.size())
        refuse(file, "belongs to another model: it holds " + std::to_string(file.entries().size()) +
                         " tensors, and this training has " + std::to_string(state.size()));
    for (auto& [name, tensor] : state) {
        const auto entry = file.entries().find(name);
        if (entry == file.entries().end() || entry->second.shape != tensor.sizes() ||
            entry->second.dtype != tensor.scalar_type())
            refuse(file, "belongs to another model: " + name + " does not fit");
        tensor.copy_(file.tensor(name));
    }
    optimizer.set_steps_done(step);
    return changes;
}

void save_trained_model(const TrainConfig& config, const TrainSetup& setup, const ModelWeights& weights)
{
    const auto dtype = config.save_dtype == Dtype::bf16 ? torch::kBFloat16 : torch::kFloat32;
    ModelWeights saved = weights;
    saved.config.dtype = config.save_dtype == Dtype::bf16 ? StoredDtype::bfloat16 : StoredDtype::float32;
    if (config.normalize_embedding != NormalizeEmbedding::no)
        fold_norms(config, saved);
    NamedTensors tensors;
    visit_tensors(saved, [&](const TensorSpec& spec, const Tensor& tensor) {
        tensors.emplace_back(spec.name, as_stored(saved.config, spec, tensor.detach()).to(torch::kCPU, dtype));
    });
    save_checkpoint(config.output, saved.config, tensors, config.max_shard_bytes);
    AtomicFile file(config.output + "/tokenizer.json");
    file.write(setup.tokenizer_json);
    file.commit();
}

}  // namespace ttt
