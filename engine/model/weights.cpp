#include "engine/model/weights.h"

#include "engine/memory.h"
#include "engine/model/checkpoint.h"

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

void visit_attention(const ModelConfig& config, LayerWeights& layer, const std::string& prefix,
                     const TensorVisitor& visit)
{
    const std::int64_t d = config.hidden_size;
    const std::int64_t q = config.head_count * config.head_dim;
    const std::int64_t kv = config.kv_head_count * config.head_dim;
    const std::string self = prefix + "self_attn.";
    visit(self + "q_proj.weight", layer.query, {q, d});
    visit(self + "k_proj.weight", layer.key, {kv, d});
    visit(self + "v_proj.weight", layer.value, {kv, d});
    visit(self + "o_proj.weight", layer.output, {d, q});
    if (config.attention_bias) {
        visit(self + "q_proj.bias", layer.query_bias, {q});
        visit(self + "k_proj.bias", layer.key_bias, {kv});
        visit(self + "v_proj.bias", layer.value_bias, {kv});
        visit(self + "o_proj.bias", layer.output_bias, {d});
    }
    if (config.qk_norm) {
        visit(self + "q_norm.weight", layer.query_norm, {config.head_dim});
        visit(self + "k_norm.weight", layer.key_norm, {config.head_dim});
    }
}

void visit_mlp(const ModelConfig& config, LayerWeights& layer, bool fast, const std::string& prefix,
               const TensorVisitor& visit)
{
    const std::int64_t d = config.hidden_size;
    const std::int64_t f = config.intermediate_size;
    const std::string mlp = prefix + "mlp.";
    visit(mlp + "gate_proj.weight", layer.gate, {f, d});
    visit(mlp + "up_proj.weight", layer.up, {f, d});
    visit(mlp + "down_proj.weight", layer.down, {d, f});
    if (config.mlp_bias) {
        visit(mlp + "gate_proj.bias", layer.gate_bias, {f});
        visit(mlp + "up_proj.bias", layer.up_bias, {f});
        visit(mlp + "down_proj.bias", layer.down_bias, {d});
    }
    if (!fast)
        return;
    visit(mlp + "ttt_conv.weight", layer.ttt_conv, {d, 1, 5});
    if (config.ttt.proj)
        visit(mlp + "ttt_proj.weight", layer.ttt_proj, {d, d});
    if (config.ttt.decay)
        visit(mlp + "ttt_decay", layer.ttt_decay, {1});
}

}  // namespace

void visit_tensors(ModelWeights& weights, const TensorVisitor& visit)
{
    const ModelConfig& config = weights.config;
    const std::int64_t d = config.hidden_size;
    weights.layers.resize(static_cast<std::size_t>(config.layer_count));
    visit("model.embed_tokens.weight", weights.embedding, {config.vocab_size, d});
    for (std::int64_t index = 0; index < config.layer_count; ++index) {
        LayerWeights& layer = weights.layers[static_cast<std::size_t>(index)];
        const std::string prefix = "model.layers." + std::to_string(index) + ".";
        visit(prefix + "input_layernorm.weight", layer.input_norm, {d});
        visit_attention(config, layer, prefix, visit);
        visit(prefix + "post_attention_layernorm.weight", layer.post_norm, {d});
        visit_mlp(config, layer, is_fast(config, index), prefix, visit);
    }
    visit("model.norm.weight", weights.final_norm, {d});
    if (!config.tied_embeddings)
        visit("lm_head.weight", weights.head, {config.vocab_size, d});
}

ModelWeights load_weights(const Checkpoint& checkpoint, torch::ScalarType dtype, torch::Device device)
{
    const torch::NoGradGuard no_grad;
    ModelWeights weights{.config = checkpoint.config(), .embedding = {}, .final_norm = {}, .head = {}, .layers = {}};
    check_room("Reading the model '" + checkpoint.directory() + "'",
               static_cast<double>(checkpoint.parameter_count()) * static_cast<double>(c10::elementSize(dtype)),
               device.is_cuda() ? "cuda" : "cpu", "choose bf16, or a smaller model");
    std::map<std::string, torch::Tensor*> places;
    visit_tensors(weights, [&](const std::string& name, torch::Tensor& tensor, const std::vector<std::int64_t>& shape) {
        checkpoint.check(name, shape);
        places.emplace(name, &tensor);
    });
    weights.hash = checkpoint.read_all([&](const std::string& name, const torch::Tensor& read) {
        if (const auto place = places.find(name); place != places.end())
            *place->second = read.to(torch::TensorOptions(device).dtype(dtype));
    });
    if (weights.config.tied_embeddings)
        weights.head = weights.embedding;
    return weights;
}

std::int64_t parameter_count(const ModelWeights& weights)
{
    std::int64_t count = 0;
    ModelWeights copy = weights;
    visit_tensors(copy, [&](const std::string&, torch::Tensor& tensor, const std::vector<std::int64_t>&) {
        count += tensor.numel();
    });
    return count;
}

}  // namespace ttt
