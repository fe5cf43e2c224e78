#include "engine/ttt/theorem.h"

#include "engine/model/safetensors.h"
#include "engine/records/error.h"
#include "engine/ttt/fast_weights.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <sstream>

namespace ttt {

using torch::Tensor;

namespace {

using Shape = TheoremShape;

constexpr std::int64_t token_count = Shape::chunk * Shape::chunks;
constexpr std::int64_t most_pairs = Shape::chunks - 2;  // not in the first chunk, not in the last

/// What both runs share, in f64.
struct Setting {
    Tensor gate;       // [f, d]
    Tensor up;         // [f, d]
    Tensor inputs;     // [V, d], one-hot
    Tensor embedding;  // [V, d]
    Tensor common;     // [f], unit
    Tensor tokens;     // i64 [n]
    std::int64_t key = 0;
    std::int64_t target = 0;
    std::int64_t previous = 0;
    std::int64_t query = 0;
};

torch::ScalarType dtype_of(const TheoremSetup& setup)
{
    static const std::map<std::string, torch::ScalarType> types{
        {"f64", torch::kFloat64}, {"f32", torch::kFloat32}, {"bf16", torch::kBFloat16}};
    return types.at(setup.dtype);
}

/// Gram-Schmidt; each row is cleaned twice, which leaves dot products at the rounding error.
Tensor orthonormal_rows(Tensor rows)
{
    for (std::int64_t row = 0; row < rows.size(0); ++row) {
        const Tensor before = rows.narrow(0, 0, row);
        Tensor current = rows[row];
        for (int pass = 0; pass < 2; ++pass)
            current.sub_(before.t().mv(before.mv(current)));
        current.div_(current.norm());
    }
    return rows;
}

/// e_w = sqrt(1 - rho) u_w + sqrt(rho) u_common: |e_w| = 1, and every pair has the dot product rho.
Tensor embeddings(const Tensor& directions, double rho)
{
    const Tensor own = directions.narrow(0, 0, Shape::vocabulary);
    return std::sqrt(1 - rho) * own + std::sqrt(rho) * directions[Shape::vocabulary];
}

std::int64_t pair_begin(const TheoremSetup& setup, std::int64_t occurrence)
{
    return (1 + occurrence) * Shape::chunk + setup.position;
}

/// Random tokens around the pair: k* only at its occurrences and the query, v* only after k*.
void write_text(const TheoremSetup& setup, at::Generator generator, Setting& setting)
{
    const Tensor order = torch::randperm(Shape::vocabulary, generator, torch::kInt64);
    setting.key = order[0].item<std::int64_t>();
    setting.target = order[1].item<std::int64_t>();
    setting.previous = order[2].item<std::int64_t>();
    const Tensor others = order.slice(0, 2);
    const Tensor choice = torch::randint(others.size(0), {token_count}, generator, torch::kInt64);
    setting.tokens = others.index_select(0, choice);
    for (std::int64_t occurrence = 0; occurrence < setup.occurrences; ++occurrence) {
        const std::int64_t at = pair_begin(setup, occurrence);
        setting.tokens[at - 1] = setting.previous;
        setting.tokens[at] = setting.key;
        setting.tokens[at + 1] = setting.target;
    }
    setting.query = setup.same_chunk ? (1 + setup.occurrences) * Shape::chunk - 1 : token_count - 1;
    setting.tokens[setting.query] = setting.key;
}

Setting make_setting(const TheoremSetup& setup)
{
    at::Generator generator = at::detail::createCPUGenerator(setup.seed);
    const auto normal = [&generator](at::IntArrayRef shape) { return torch::randn(shape, generator, torch::kFloat64); };
    Setting setting;
    setting.gate = 2.0 * normal({Shape::inner, Shape::width});
    setting.up = normal({Shape::inner, Shape::width});
    setting.inputs = torch::eye(Shape::vocabulary, Shape::width, torch::kFloat64);
    setting.embedding = embeddings(orthonormal_rows(normal({Shape::vocabulary + 1, Shape::width})), setup.rho);
    setting.common = normal({Shape::inner});
    setting.common.div_(setting.common.norm());
    write_text(setup, generator, setting);
    return setting;
}

/// Wu (2 h h^T - I): on one-hot inputs it turns the sign of every column but that of k*.
Tensor mirrored_up(const Setting& setting)
{
    const Tensor h = setting.inputs[setting.key];
    return setting.up * (2.0 * h - 1.0);
}

/// z of every token of the vocabulary, [V, f] in the dtype.
Tensor token_keys(const TheoremSetup& setup, const Setting& setting, const Tensor& up, torch::ScalarType dtype)
{
    const Tensor x = setting.inputs.to(dtype);
    const Tensor keys = torch::silu(torch::linear(x, setting.gate.to(dtype))) * torch::linear(x, up.to(dtype));
    if (setup.common_mode == 0)
        return keys;
    const Tensor length = keys.norm(2, -1, true);
    const Tensor turned = keys / length + setup.common_mode * setting.common.to(dtype);
    return length * turned / turned.norm(2, -1, true);
}

FastLayer fast_layer(const TheoremSetup& setup, torch::ScalarType dtype)
{
    FastLayer layer;
    layer.rule = {.chunk = Shape::chunk, .lr = setup.eta, .centre_keys = setup.centre_keys};
    layer.down = torch::zeros({Shape::width, Shape::inner}, dtype);  // W0 z_n is in both logits and cancels
    layer.conv = one_hot_kernel(static_cast<Tap>(setup.tap), Shape::width, dtype);
    layer.proj = torch::eye(Shape::width, dtype);
    return layer;
}

/// One run over the text: delta l of all tokens at the query, f64 [V].
Tensor run_text(const TheoremSetup& setup, const Setting& setting, const Tensor& up)
{
    const torch::ScalarType dtype = dtype_of(setup);
    const Tensor embedding = setting.embedding.to(dtype);
    const Tensor keys = token_keys(setup, setting, up, dtype).index_select(0, setting.tokens);
    FastWeights weights(fast_layer(setup, dtype));
    const Tensor outputs = weights.forward(keys, embedding.index_select(0, setting.tokens));
    return torch::mv(embedding, outputs[setting.query]).to(torch::kFloat64);
}

/// Pairs that the query can read: written in an earlier chunk, with the target inside the chunk.
std::int64_t readable_pairs(const TheoremSetup& setup)
{
    const std::int64_t target = setup.position + setup.tap - 2;
    const bool written = target >= 0 && target < Shape::chunk;
    return written ? setup.occurrences - (setup.same_chunk ? 1 : 0) : 0;
}

std::vector<double> predict(const TheoremSetup& setup, const TheoremResult& result)
{
    const std::int64_t written[] = {result.previous, result.key, result.target};  // by tap: whose embedding is v_t*
    const double signal = static_cast<double>(readable_pairs(setup)) * setup.eta * result.alignment;
    std::vector<double> change(Shape::vocabulary, signal * setup.rho);
    change[static_cast<std::size_t>(written[setup.tap - 1])] = signal;
    return change;
}

std::vector<double> values_of(const Tensor& tensor)
{
    const double* first = tensor.const_data_ptr<double>();
    return {first, first + tensor.numel()};
}

double relative_error(const TheoremSetup& setup, const TheoremResult& result)
{
    double largest = 0;
    for (std::size_t token = 0; token < result.measured.size(); ++token)
        largest = std::max(largest, std::abs(result.measured[token] - result.predicted[token]));
    return largest == 0 ? 0.0 : largest / (setup.eta * result.alignment);
}

void refuse_faults(const TheoremSetup& setup)
{
    if (const std::string fault = fault_of(setup); !fault.empty())
        throw Error(fault);
}

template <class T>
std::string outside(const char* what, const std::string& wanted, const T& got)
{
    std::ostringstream text;
    text.precision(std::numeric_limits<double>::digits10);
    text << what << " must be " << wanted << ", not " << got << ".";
    return text.str();
}

std::string text_of(double value)
{
    std::ostringstream text;
    text.precision(std::numeric_limits<double>::max_digits10);
    text << value;
    return text.str();
}

} // namespace

std::string fault_of(const TheoremSetup& setup)
{
    const std::int64_t last = Shape::chunk - (setup.same_chunk ? 3 : 1);  // the query comes after the pair
    if (setup.tap < 1 || setup.tap > 3)
        return outside("The tap", "1 (previous token), 2 (reconstruction) or 3 (next token)", setup.tap);
    if (setup.position < 0 || setup.position > last)
        return outside("The position of the key in its chunk", "from 0 to " + std::to_string(last), setup.position);
    if (!(setup.rho >= 0 && setup.rho <= 1))
        return outside("rho, the dot product of two embeddings,", "from 0 to 1", setup.rho);
    if (!(setup.eta >= 0 && setup.eta <= 1e6))
        return outside("eta", "from 0 to 1000000", setup.eta);
    if (setup.dtype != "f64" && setup.dtype != "f32" && setup.dtype != "bf16")
        return outside("The dtype", "f64, f32 or bf16", "'" + setup.dtype + "'");
    if (!(setup.common_mode >= 0 && setup.common_mode <= 100))
        return outside("The common mode of the keys", "from 0 to 100", setup.common_mode);
    if (setup.occurrences < 1 || setup.occurrences > most_pairs)
        return outside("The occurrences of the pair", "from 1 to " + std::to_string(most_pairs), setup.occurrences);
    return "";
}

TheoremResult demonstrate_theorem(const TheoremSetup& setup)
{
    refuse_faults(setup);
    const torch::NoGradGuard no_grad;
    const Setting setting = make_setting(setup);
    const Tensor key = token_keys(setup, setting, setting.up, torch::kFloat64)[setting.key];
    const Tensor first = run_text(setup, setting, setting.up);
    const Tensor second = run_text(setup, setting, mirrored_up(setting));
    TheoremResult result{.key = setting.key, .target = setting.target, .previous = setting.previous,
                         .query = setting.query, .alignment = key.dot(key).item<double>(), .predicted = {},
                         .measured = values_of((first + second) / 2.0), .single = values_of(first)};
    result.predicted = predict(setup, result);
    result.relative_error = relative_error(setup, result);
    return result;
}

LogitChange logit_change(const TheoremResult& result, const std::vector<double>& values)
{
    const auto at = [&values](std::int64_t token) { return values[static_cast<std::size_t>(token)]; };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    LogitChange change{.target = at(result.target), .key = at(result.key), .previous = at(result.previous),
                       .others_min = infinity, .others_max = -infinity};
    for (std::int64_t token = 0; token < Shape::vocabulary; ++token) {
        if (token == result.target || token == result.key || token == result.previous)
            continue;
        change.others_min = std::min(change.others_min, at(token));
        change.others_max = std::max(change.others_max, at(token));
    }
    return change;
}

void dump_theorem(const TheoremSetup& setup, const std::string& path)
{
    refuse_faults(setup);
    const Setting setting = make_setting(setup);
    write_safetensors(path,
                      {{"gate", setting.gate},
                       {"up", setting.up},
                       {"inputs", setting.inputs},
                       {"embedding", setting.embedding},
                       {"common", setting.common},
                       {"tokens", setting.tokens}},
                      {{"tap", std::to_string(setup.tap)},
                       {"position", std::to_string(setup.position)},
                       {"rho", text_of(setup.rho)},
                       {"eta", text_of(setup.eta)},
                       {"dtype", setup.dtype},
                       {"seed", std::to_string(setup.seed)},
                       {"common_mode", text_of(setup.common_mode)},
                       {"centre_keys", setup.centre_keys ? "true" : "false"},
                       {"chunk", std::to_string(Shape::chunk)},
                       {"key", std::to_string(setting.key)},
                       {"target", std::to_string(setting.target)},
                       {"previous", std::to_string(setting.previous)},
                       {"query", std::to_string(setting.query)}});
}

} // namespace ttt
