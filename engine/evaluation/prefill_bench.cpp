#include "engine/evaluation/prefill_bench.h"

#include "engine/machine/device.h"
#include "engine/machine/failure.h"
#include "engine/probes/token_scores.h"
#include "engine/records/error.h"
#include "engine/ttt/arm_reader.h"

#include <ATen/ops/_scaled_dot_product_cudnn_attention.h>
#include <torch/cuda.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <map>

namespace ttt {
namespace {

using torch::Tensor;

/// Every sixth layer is fast from 0 to 30, in chunks of 1024: the shape of the published comparison.
constexpr const char* qwen3_4b = R"({"model_type": "qwen3", "vocab_size": 151936, "hidden_size": 2560,
    "intermediate_size": 9728, "num_hidden_layers": 36, "num_attention_heads": 32, "num_key_value_heads": 8,
    "head_dim": 128, "rms_norm_eps": 1e-6, "rope_theta": 1000000, "tie_word_embeddings": true, "hidden_act": "silu",
    "max_position_embeddings": 262144, "torch_dtype": "bfloat16", "ttt_mode": true,
    "ttt_layers": [0, 6, 12, 18, 24, 30], "ttt_lr": 0.001, "ttt_chunk": 1024, "ttt_target": "hidden_states"})";

constexpr const char* shipped = R"({"model_type": "qwen3", "vocab_size": 8192, "hidden_size": 256,
    "intermediate_size": 1728, "num_hidden_layers": 6, "num_attention_heads": 4, "num_key_value_heads": 4,
    "head_dim": 64, "rms_norm_eps": 1e-6, "rope_theta": 10000, "tie_word_embeddings": true, "hidden_act": "silu",
    "max_position_embeddings": 262144, "torch_dtype": "float32", "use_sliding_window": true, "sliding_window": 64,
    "max_window_layers": 0, "ttt_mode": true, "ttt_layers": [1, 2, 3, 4, 5], "ttt_lr": 0.0015625, "ttt_chunk": 64,
    "ttt_target": "hidden_states"})";

constexpr const char* tiny = R"({"model_type": "qwen3", "vocab_size": 64, "hidden_size": 32,
    "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1,
    "head_dim": 16, "rms_norm_eps": 1e-6, "rope_theta": 10000, "tie_word_embeddings": true, "hidden_act": "silu",
    "max_position_embeddings": 4096, "torch_dtype": "float32", "ttt_mode": true, "ttt_layers": [1], "ttt_lr": 0.01,
    "ttt_chunk": 16, "ttt_target": "hidden_states"})";

ModelConfig config_of(const std::string& shape)
{
    static const std::map<std::string, const char*> shapes{
        {"qwen3-4b", qwen3_4b}, {"shipped", shipped}, {"tiny", tiny}};
    const auto found = shapes.find(shape);
    if (found == shapes.end())
        throw Error("The shape \"" + shape + "\" is unknown; choose qwen3-4b, shipped or tiny.");
    return parse_model_config(found->second, shape);
}

/// Small random weights: sums stay finite, which is all that a clock needs.
ModelWeights random_weights(const ModelConfig& config, const torch::TensorOptions& options)
{
    constexpr double deviation = 0.02;
    ModelWeights weights = empty_weights(config);
    visit_tensors(weights, [&](const TensorSpec& spec, Tensor& tensor) {
        tensor =
            spec.shape.size() == 1 ? torch::ones(spec.shape, options) : torch::randn(spec.shape, options) * deviation;
    });
    if (config.tied_embeddings)
        weights.head = weights.embedding;
    return weights;
}

RunConfig run_config(const ModelConfig& model, Arms arms)
{
    RunConfig config;
    config.arms = arms;
    config.target = Target::trained;
    config.target_source = TargetSource::hidden_states;
    config.chunk = model.ttt.chunk;
    config.fast_layers = model.ttt.layers;
    config.inner_lr = std::vector<double>(model.ttt.layers.size(), model.ttt.lr.front());
    config.decay = std::vector<double>(model.ttt.layers.size(), 1.0);
    config.relative_cap = 0;
    config.clip = 0;
    config.centre_keys = false;
    return config;
}

class Clock {
public:
    Clock(torch::Device device, int repeats) : device_(device), repeats_(repeats) {}

    BenchTime time(const std::function<void()>& act) const
    {
        std::vector<double> seconds;
        for (int repeat = -1; repeat < repeats_; ++repeat) {
            wait();
            const auto start = std::chrono::steady_clock::now();
            act();
            wait();
            if (repeat >= 0)  // the first one warms up
                seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
        std::sort(seconds.begin(), seconds.end());
        return {seconds[seconds.size() / 2], seconds.front(), seconds.back()};
    }

private:
    void wait() const
    {
        if (device_.is_cuda())
            torch::cuda::synchronize();
    }

    torch::Device device_;
    int repeats_;
};

void read_once(const ModelWeights& weights, Arms arms, const Tensor& ids, bool with_nll)
{
    ArmReader reader(weights, run_config(weights.config, arms));
    const ArmStates states = reader.read(ids);
    for (const Tensor& hidden : {states.frozen, states.adapted}) {
        if (!hidden.defined())
            continue;
        if (with_nll)
            score_tokens(reader.transformer(), hidden, ids.slice(0, 1), false);
        else
            reader.transformer().logits(hidden.slice(0, -1));
    }
}

/// The matrices of a forward pass, layer by layer, and inputs that are as wide as they are.
struct Products {
    std::vector<Tensor> matrices;           // [out, in]
    std::map<std::int64_t, Tensor> inputs;  // [tokens, in] by in
};

Products products_of(ModelWeights weights, std::int64_t tokens)
{
    Products products;
    visit_tensors(weights, [&](const TensorSpec& spec, const Tensor& tensor) {
        if (spec.layer == weights.config.layer_count || spec.shape.size() != 2 || is_of_ttt(spec.role))
            return;
        products.matrices.push_back(tensor);
        Tensor& input = products.inputs[spec.shape[1]];
        if (!input.defined())
            input = torch::randn({tokens, spec.shape[1]}, tensor.options());
    });
    return products;
}

/// What a forward pass multiplies.
BenchTime time_products(const ModelWeights& weights, std::int64_t tokens, const Clock& clock)
{
    const Products products = products_of(weights, tokens);
    return clock.time([&] {
        for (const Tensor& matrix : products.matrices)
            torch::linear(products.inputs.at(matrix.size(1)), matrix);
        torch::linear(products.inputs.at(weights.config.hidden_size).slice(0, 0, -1), weights.head);
    });
}

/// Targets of all tokens, then chunk by chunk and layer by layer what is read of the drift and what is written, summed
/// in f32 where the weights are 16-bit.
BenchTime time_ttt_products(const ModelWeights& weights, std::int64_t tokens, const Clock& clock)
{
    const ModelConfig& config = weights.config;
    const auto options = weights.embedding.options();
    const std::int64_t chunk = config.ttt.chunk;
    const Tensor source = torch::randn({tokens, config.hidden_size}, options);
    const Tensor keys = torch::randn({tokens, config.intermediate_size}, options);
    const Tensor& drift = weights.layers.front().down;
    const bool is_half = source.scalar_type() == torch::kBFloat16 && source.is_cuda();
    return clock.time([&] {
        for (const std::int64_t layer : config.ttt.layers) {
            const Tensor targets = source.matmul(weights.layers[static_cast<std::size_t>(layer)].ttt_proj);
            for (std::int64_t begin = 0; begin + chunk <= tokens; begin += chunk) {
                const Tensor z = keys.slice(0, begin, begin + chunk);
                const Tensor v = targets.slice(0, begin, begin + chunk).t();
                is_half ? at::mm(v, z, torch::kFloat32) : at::mm(v, z);
                if (begin > 0)
                    torch::linear(z, drift);
            }
        }
    });
}

BenchTime time_attention(const ModelWeights& weights, std::int64_t tokens, const Clock& clock)
{
    const ModelConfig& config = weights.config;
    const auto options = weights.embedding.options();
    const Tensor q = torch::randn({1, config.head_count, tokens, config.head_dim}, options);
    const Tensor k = torch::randn({1, config.kv_head_count, tokens, config.head_dim}, options);
    const bool is_plain = !q.is_cuda() || config.windows.front() > 0;
    return clock.time([&] {
        for (std::int64_t layer = 0; layer < config.layer_count; ++layer)
            if (is_plain)
                attend(q, k, k, config.windows.front());
            else
                at::_scaled_dot_product_cudnn_attention(q, k, k, std::nullopt, false, 0.0, true);
    });
}

}  // namespace

std::vector<PrefillTimes> bench_prefill(const PrefillSetup& setup, const std::function<void(const PrefillTimes&)>& tell)
try {
    const torch::NoGradGuard no_grad;
    device_description(setup.device);  // throws when it can't be used; must be asked before LibTorch is
    const torch::Device device(setup.device == Device::cuda ? torch::kCUDA : torch::kCPU);
    const auto options =
        torch::TensorOptions(device).dtype(setup.dtype == Dtype::f32 ? torch::kFloat32 : torch::kBFloat16);
    const ModelWeights weights = random_weights(config_of(setup.shape), options);
    const Clock clock(device, setup.repeats);
    std::vector<PrefillTimes> table;
    for (const std::int64_t tokens : setup.lengths) {
        const Tensor ids = torch::randint(weights.config.vocab_size, {tokens}, options.dtype(torch::kLong));
        const auto reading = [&](Arms arms, bool with_nll) {
            return clock.time([&] { read_once(weights, arms, ids, with_nll); });
        };
        PrefillTimes times{.tokens = tokens,
                           .off = reading(Arms::frozen, false),
                           .on = reading(Arms::adapted, false),
                           .on_nll = reading(Arms::adapted, true),
                           .paired = reading(Arms::paired, false),
                           .floor_products = time_products(weights, tokens, clock),
                           .floor_attention = time_attention(weights, tokens, clock),
                           .floor_ttt = time_ttt_products(weights, tokens, clock)};
        tell(times);
        table.push_back(times);
    }
    return table;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
