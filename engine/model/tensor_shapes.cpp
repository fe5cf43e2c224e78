#include "engine/model/tensor_shapes.h"

#include <functional>
#include <numeric>

namespace ttt {
namespace {

class Layer {
public:
    Layer(std::vector<TensorShape>& shapes, std::int64_t index) : shapes_(shapes), index_(index) {}

    void add(const std::string& rest, std::vector<std::int64_t> shape, TensorRole role)
    {
        shapes_.push_back({layer_tensor_name(index_, rest), std::move(shape), role});
    }

    void add_linear(const std::string& module, std::int64_t out, std::int64_t in, bool bias)
    {
        add(module + ".weight", {out, in}, TensorRole::matrix);
        if (bias)
            add(module + ".bias", {out}, TensorRole::bias);
    }

private:
    std::vector<TensorShape>& shapes_;
    std::int64_t index_;
};

void add_layer(std::vector<TensorShape>& shapes, const ModelConfig& config, std::int64_t index)
{
    const std::int64_t d = config.hidden_size;
    const std::int64_t f = config.intermediate_size;
    const std::int64_t queries = config.head_count * config.head_dim;
    const std::int64_t keys = config.kv_head_count * config.head_dim;
    Layer layer(shapes, index);
    layer.add("input_layernorm.weight", {d}, TensorRole::norm);
    layer.add_linear("self_attn.q_proj", queries, d, config.attention_bias);
    layer.add_linear("self_attn.k_proj", keys, d, config.attention_bias);
    layer.add_linear("self_attn.v_proj", keys, d, config.attention_bias);
    layer.add_linear("self_attn.o_proj", d, queries, config.attention_bias);
    if (config.qk_norm) {
        layer.add("self_attn.q_norm.weight", {config.head_dim}, TensorRole::norm);
        layer.add("self_attn.k_norm.weight", {config.head_dim}, TensorRole::norm);
    }
    layer.add("post_attention_layernorm.weight", {d}, TensorRole::norm);
    layer.add_linear("mlp.gate_proj", f, d, config.mlp_bias);
    layer.add_linear("mlp.up_proj", f, d, config.mlp_bias);
    layer.add_linear("mlp.down_proj", d, f, config.mlp_bias);
}

}  // namespace

std::string layer_tensor_name(std::int64_t layer, const std::string& rest)
{
    return "model.layers." + std::to_string(layer) + "." + rest;
}

std::vector<TensorShape> slow_tensor_shapes(const ModelConfig& config)
{
    std::vector<TensorShape> shapes;
    shapes.push_back({"model.embed_tokens.weight", {config.vocab_size, config.hidden_size}, TensorRole::matrix});
    for (std::int64_t index = 0; index < config.layer_count; ++index)
        add_layer(shapes, config, index);
    shapes.push_back({"model.norm.weight", {config.hidden_size}, TensorRole::norm});
    if (!config.tied_embeddings)
        shapes.push_back({"lm_head.weight", {config.vocab_size, config.hidden_size}, TensorRole::matrix});
    return shapes;
}

double count_of_numbers(const ModelConfig& config)
{
    double count = 0;
    for (const auto& shapes : {slow_tensor_shapes(config), ttt_tensor_shapes(config)})
        for (const TensorShape& tensor : shapes)
            count += std::accumulate(tensor.shape.begin(), tensor.shape.end(), 1.0, std::multiplies<double>());
    return count;
}

std::vector<TensorShape> ttt_tensor_shapes(const ModelConfig& config)
{
    std::vector<TensorShape> shapes;
    if (!config.ttt.mode)
        return shapes;
    const std::int64_t d = config.hidden_size;
    for (const std::int64_t index : config.ttt.layers) {
        Layer layer(shapes, index);
        layer.add("mlp.ttt_conv.weight", {d, 1, 5}, TensorRole::ttt_conv);
        if (config.ttt.proj)
            layer.add("mlp.ttt_proj.weight", {d, d}, TensorRole::ttt_proj);
        if (config.ttt.decay)
            layer.add("mlp.ttt_decay", {1}, TensorRole::ttt_decay);
    }
    return shapes;
}

}  // namespace ttt
