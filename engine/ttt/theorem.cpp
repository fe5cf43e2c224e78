#include "engine/ttt/theorem.h"

#include "engine/machine/failure.h"
#include "engine/model/safetensors.h"
#include "engine/records/error.h"
#include "engine/ttt/fast_weights.h"
#include "engine/ttt/theorem_conditions.h"
#include "engine/ttt/theorem_setting.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace ttt {

using torch::Tensor;

namespace {

using Shape = TheoremShape;

FastLayer fast_layer(const TheoremSetup& setup, torch::ScalarType dtype)
{
    FastLayer layer;
    layer.rule = {.chunk = Shape::chunk, .lr = setup.eta, .centre_keys = setup.centre_keys};
    layer.down = torch::zeros({Shape::width, setup.inner}, dtype);  // W0 z_n is in both logits and cancels
    layer.conv = one_hot_kernel(static_cast<Tap>(setup.tap), Shape::width, dtype);
    layer.proj = torch::eye(Shape::width, dtype);
    return layer;
}

/// One run over the text: delta l of all tokens at the query, f64 [V].
Tensor run_text(const TheoremSetup& setup, const TheoremSetting& setting, const Tensor& up)
{
    const torch::ScalarType dtype = theorem_dtype(setup);
    const Tensor embedding = setting.embedding.to(dtype);
    const Tensor keys = theorem_keys(setup, setting, up, dtype).index_select(0, setting.tokens);
    FastWeights weights(fast_layer(setup, dtype));
    const Tensor outputs = weights.forward(keys, embedding.index_select(0, setting.tokens));
    return torch::mv(embedding, outputs[setting.query]).to(torch::kFloat64);
}

/// Pairs that the query can read: written in an earlier chunk, with the target inside the chunk.
struct ReadablePairs {
    std::int64_t occurrences = 0;
    std::int64_t rivals = 0;
};

ReadablePairs readable_pairs(const TheoremSetup& setup)
{
    const std::int64_t target = setup.position + setup.tap - 2;
    if (target < 0 || target >= Shape::chunk)
        return {};
    return {setup.occurrences - (setup.same_chunk ? 1 : 0), setup.rivals};
}

/// E delta l[w] = eta c_align sum_pairs (e_w . v_t*).
std::vector<double> predict(const TheoremSetup& setup, const TheoremResult& result)
{
    const ReadablePairs pairs = readable_pairs(setup);
    const double signal = setup.eta * result.alignment;
    std::vector<double> change(Shape::vocabulary, 0.0);
    const auto write = [&](std::int64_t written, std::int64_t times) {
        for (std::int64_t token = 0; token < Shape::vocabulary; ++token)
            change[static_cast<std::size_t>(token)] +=
                static_cast<double>(times) * signal * (token == written ? 1.0 : setup.rho);
    };
    const std::int64_t written[] = {result.previous, result.key, result.target};  // by tap: whose embedding is v_t*
    write(written[setup.tap - 1], pairs.occurrences);
    if (pairs.rivals > 0)
        write(setup.tap == 3 ? result.rival : written[setup.tap - 1], pairs.rivals);
    return change;
}

std::vector<double> values_of(const Tensor& tensor)
{
    const double* first = tensor.const_data_ptr<double>();
    return {first, first + tensor.numel()};
}

/// max_w |a - b| / (eta c_align)
double relative_error(const TheoremResult& result, const std::vector<double>& a, const std::vector<double>& b)
{
    double largest = 0;
    for (std::size_t token = 0; token < a.size(); ++token)
        largest = std::max(largest, std::abs(a[token] - b[token]));
    return largest == 0 ? 0.0 : largest / (result.setup.eta * result.alignment);
}

/// Mean of the two runs in f64 whatever the dtype.
std::vector<double> exact_change(TheoremSetup setup, const TheoremSetting& setting)
{
    setup.dtype = TheoremDtype::f64;
    const Tensor first = run_text(setup, setting, setting.up);
    return values_of((first + run_text(setup, setting, theorem_mirrored_up(setting))) / 2.0);
}

void measure_embeddings(const TheoremSetting& setting, TheoremResult& result)
{
    const Tensor rows = setting.embedding.to(theorem_dtype(result.setup)).to(torch::kFloat64);
    const Tensor dots = rows.matmul(rows.t());
    const Tensor own = dots.diagonal();
    result.norm_squared = own.min().item<double>();
    result.largest_dot = (dots - torch::diag(own)).abs().max().item<double>();
}

/// Sum over places s, t with tokens a != b of cos(z_a, z_b), over the number of such pairs: by the counts of the
/// tokens.
double mean_key_cosine(const TheoremSetup& setup, const TheoremSetting& setting)
{
    const Tensor keys = theorem_keys(setup, setting, setting.up, torch::kFloat64);
    const Tensor unit = keys / keys.norm(2, -1, true);
    const Tensor counts = torch::bincount(setting.tokens, {}, Shape::vocabulary).to(torch::kFloat64);
    const Tensor cosines = unit.matmul(unit.t());
    const double same = counts.square().dot(cosines.diagonal()).item<double>();
    const double all = counts.dot(cosines.mv(counts)).item<double>();
    const double pairs = counts.sum().square().item<double>() - counts.square().sum().item<double>();
    return (all - same) / pairs;
}

/// Root mean square over the tokens, against eta c_align.
double cross_talk(const TheoremResult& result)
{
    double sum = 0;
    for (std::size_t token = 0; token < result.single.size(); ++token)
        sum += (result.single[token] - result.measured[token]) * (result.single[token] - result.measured[token]);
    return sum == 0 ? 0.0 : std::sqrt(sum / Shape::vocabulary) / (result.setup.eta * result.alignment);
}

void refuse_faults(const TheoremSetup& setup)
{
    if (const std::string fault = fault_of(setup); !fault.empty())
        throw Error(fault);
}

std::string text_of(double value)
{
    std::ostringstream text;
    text.precision(std::numeric_limits<double>::max_digits10);
    text << value;
    return text.str();
}

}  // namespace

TheoremResult demonstrate_theorem(const TheoremSetup& setup)
try {
    refuse_faults(setup);
    const torch::NoGradGuard no_grad;
    const TheoremSetting setting = make_theorem_setting(setup);
    const Tensor key = theorem_keys(setup, setting, setting.up, torch::kFloat64)[setting.key];
    const Tensor first = run_text(setup, setting, setting.up);
    const Tensor second = run_text(setup, setting, theorem_mirrored_up(setting));
    TheoremResult result{.setup = setup,
                         .key = setting.key,
                         .target = setting.target,
                         .previous = setting.previous,
                         .rival = setting.rival,
                         .query = setting.query,
                         .alignment = key.dot(key).item<double>(),
                         .measured = values_of((first + second) / 2.0),
                         .single = values_of(first)};
    result.predicted = predict(setup, result);
    result.relative_error = relative_error(result, result.measured, result.predicted);
    if (setup.dtype != TheoremDtype::f64)
        result.rounding = relative_error(result, result.measured, exact_change(setup, setting));
    result.key_cosine = mean_key_cosine(setup, setting);
    result.cross_talk = cross_talk(result);
    measure_embeddings(setting, result);
    result.broken = broken_conditions(result);
    return result;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

void dump_theorem(const TheoremSetup& setup, const std::string& path)
try {
    refuse_faults(setup);
    const TheoremSetting setting = make_theorem_setting(setup);
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
                       {"dtype", setup.dtype.text()},
                       {"seed", std::to_string(setup.seed)},
                       {"common_mode", text_of(setup.common_mode)},
                       {"centre_keys", setup.centre_keys ? "true" : "false"},
                       {"occurrences", std::to_string(setup.occurrences)},
                       {"rivals", std::to_string(setup.rivals)},
                       {"chunk", std::to_string(Shape::chunk)},
                       {"key", std::to_string(setting.key)},
                       {"target", std::to_string(setting.target)},
                       {"previous", std::to_string(setting.previous)},
                       {"query", std::to_string(setting.query)}});
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
