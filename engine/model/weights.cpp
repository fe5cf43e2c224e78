#include "engine/model/weights.h"

#include "engine/machine/memory.h"
#include "engine/model/checkpoint.h"
#include "engine/model/packed_weight.h"

#include <torch/utils.h>

#include <algorithm>
#include <map>

namespace ttt {
namespace {

bool is_fast(const ModelConfig& config, std::int64_t layer)
{
    const auto& fast = config.ttt.layers;
    return config.ttt.mode && std::find(fast.begin(), fast.end(), layer) != fast.end();
}

void visit_mlp(const ModelConfig& config, LayerWeights& layer, const LayerVisitor& visitor)
{
    const std::int64_t d = config.hidden_size;
    const std::int64_t f = config.intermediate_size;
    visitor("mlp.gate_proj.weight", layer.gate, {f, d}, TensorRole::matrix);
    visitor("mlp.up_proj.weight", layer.up, {f, d}, TensorRole::matrix);
    visitor("mlp.down_proj.weight", layer.down, {d, f}, TensorRole::down);
    if (config.mlp_bias) {
        visitor("mlp.gate_proj.bias", layer.gate_bias, {f}, TensorRole::bias);
        visitor("mlp.up_proj.bias", layer.up_bias, {f}, TensorRole::bias);
        visitor("mlp.down_proj.bias", layer.down_bias, {d}, TensorRole::bias);
    }
}

void visit_ttt(const ModelConfig& config, LayerWeights& layer, const LayerVisitor& visitor)
{
    const std::int64_t d = config.hidden_size;
    visitor("mlp.ttt_conv.weight", layer.ttt_conv, {d, 1, 5}, TensorRole::ttt_conv);
    if (config.ttt.proj)
        visitor("mlp.ttt_proj.weight", layer.ttt_proj, {d, d}, TensorRole::ttt_proj);
    if (config.ttt.decay)
        visitor("mlp.ttt_decay", layer.ttt_decay, {1}, TensorRole::ttt_decay);
}

void visit_layer(const ModelConfig& config, LayerWeights& layer, bool is_fast, const LayerVisitor& visitor)
{
    const auto norm = [&](const std::string& name, torch::Tensor& tensor) {
        visitor(name + "_layernorm.weight", tensor, {config.hidden_size}, TensorRole::norm);
    };
    norm("input", layer.input_norm);
    visit_mixer(layer.mixer, config, visitor);
    if (config.four_norms) {
        norm("post_attention", layer.mixed_norm);
        norm("pre_feedforward", layer.post_norm);
        norm("post_feedforward", layer.answer_norm);
    } else {
        norm("post_attention", layer.post_norm);
    }
    visit_mlp(config, layer, visitor);
    if (is_fast)
        visit_ttt(config, layer, visitor);
}

/// Multiplied with by project() alone.
bool can_be_packed(const TensorSpec& spec)
{
    return spec.role == TensorRole::query || spec.role == TensorRole::value || spec.role == TensorRole::matrix ||
           spec.role == TensorRole::down;
}

}  // namespace

ModelWeights empty_weights(const ModelConfig& config)
{
    ModelWeights weights;
    weights.config = config;
    for (std::int64_t layer = 0; layer < config.layer_count; ++layer) {
        weights.layers.emplace_back();
        weights.layers.back().mixer = new_mixer(config, layer);
    }
    return weights;
}

void visit_tensors(ModelWeights& weights, const TensorVisitor& visit)
{
    const ModelConfig& config = weights.config;
    const std::int64_t none = config.layer_count;
    const std::vector<std::int64_t> table{config.vocab_size, config.hidden_size};
    visit({embedding_name, table, TensorRole::embedding, none}, weights.embedding);
    for (std::int64_t index = 0; index < config.layer_count; ++index) {
        const std::string prefix = "model.layers." + std::to_string(index) + ".";
        visit_layer(
            config, weights.layers.at(static_cast<std::size_t>(index)), is_fast(config, index),
            [&](const std::string& name, torch::Tensor& tensor, std::vector<std::int64_t> shape, TensorRole role) {
                visit({prefix + name, std::move(shape), role, index}, tensor);
            });
    }
    visit({"model.norm.weight", {config.hidden_size}, TensorRole::norm, none}, weights.final_norm);
    if (!config.tied_embeddings)
        visit({head_name, table, TensorRole::head, none}, weights.head);
}

namespace {

/// f32 or wider: a bf16 w - 1 of a norm holds more of w than bf16 can.
torch::Tensor shifted(const ModelConfig& config, const TensorSpec& spec, const torch::Tensor& tensor, double by)
{
    const bool is_norm = spec.role == TensorRole::norm || spec.role == TensorRole::head_norm;
    if (!config.norms_from_one || !is_norm)
        return tensor;
    return tensor.to(torch::promote_types(tensor.scalar_type(), torch::kFloat32)) + by;
}

}  // namespace

torch::Tensor as_computed(const ModelConfig& config, const TensorSpec& spec, const torch::Tensor& tensor)
{
    return shifted(config, spec, tensor, 1);
}

torch::Tensor as_stored(const ModelConfig& config, const TensorSpec& spec, const torch::Tensor& tensor)
{
    return shifted(config, spec, tensor, -1);
}

ModelWeights load_weights(const Checkpoint& checkpoint, torch::ScalarType dtype, torch::Device device, Packing packing)
{
    const torch::NoGradGuard no_grad;
    ModelWeights weights = empty_weights(checkpoint.config());
    const bool keeps = device.is_cpu() &&
                       (packing == Packing::keep || (packing == Packing::by_size && weights.config.packed_bytes > 0));
    check_room("Reading the model '" + checkpoint.path() + "'",
               keeps ? static_cast<double>(weights.config.packed_bytes)
                     : static_cast<double>(checkpoint.parameter_count()) * static_cast<double>(c10::elementSize(dtype)),
               device.is_cuda() ? Device::cuda : Device::cpu, "choose bf16, or a smaller model");
    struct Place {
        TensorSpec spec;
        torch::Tensor* tensor;
        bool stays_packed;
    };
    std::map<std::string, Place> places;
    visit_tensors(weights, [&](const TensorSpec& spec, torch::Tensor& tensor) {
        checkpoint.check(spec.name, spec.shape);
        places.emplace(spec.name, Place{spec, &tensor, keeps && can_be_packed(spec)});
    });
    weights.hash = checkpoint.read_all([&](const std::string& name, const StoredTensor& how, torch::Tensor stored) {
        const auto place = places.find(name);
        if (place == places.end())
            return;
        const auto& [spec, tensor, stays_packed] = place->second;
        *tensor = stays_packed && how.packing
                      ? packed_weight(stored.view(torch::kUInt8), *how.packing, how.shape.back(), dtype)
                      : as_computed(weights.config, spec, how.unpacked(std::move(stored)))
                            .to(torch::TensorOptions(device).dtype(dtype));
    });
    if (weights.config.tied_embeddings)
        weights.head = weights.embedding;
    return weights;
}

std::int64_t parameter_count(const ModelWeights& weights)
{
    std::int64_t count = 0;
    ModelWeights copy = weights;
    visit_tensors(copy, [&](const TensorSpec&, const torch::Tensor& tensor) { count += tensor.numel(); });
    return count;
}

}  // namespace ttt
