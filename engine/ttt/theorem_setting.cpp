#include "engine/ttt/theorem_setting.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <map>

namespace ttt {

using torch::Tensor;

namespace {

using Shape = TheoremShape;

constexpr std::int64_t token_count = Shape::chunk * Shape::chunks;

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

/// Chunk 0 holds no key; then come the rivals, then the pairs.
std::int64_t pair_begin(const TheoremSetup& setup, std::int64_t pair)
{
    return (1 + pair) * Shape::chunk + setup.position;
}

/// Random tokens around the pairs: k* only in them and at the query, v* only after k*.
void write_text(const TheoremSetup& setup, at::Generator generator, TheoremSetting& setting)
{
    const Tensor order = torch::randperm(Shape::vocabulary, generator, torch::kInt64);
    setting.key = order[0].item<std::int64_t>();
    setting.target = order[1].item<std::int64_t>();
    setting.previous = order[2].item<std::int64_t>();
    const Tensor others = order.slice(0, 2);
    const Tensor choice = torch::randint(others.size(0), {token_count}, generator, torch::kInt64);
    setting.tokens = others.index_select(0, choice);
    const std::int64_t pairs = setup.rivals + setup.occurrences;
    if (setup.rivals > 0)
        setting.rival = order[3].item<std::int64_t>();
    for (std::int64_t pair = 0; pair < pairs; ++pair) {
        const std::int64_t at = pair_begin(setup, pair);
        setting.tokens[at - 1] = setting.previous;
        setting.tokens[at] = setting.key;
        setting.tokens[at + 1] = pair < setup.rivals ? setting.rival : setting.target;
    }
    setting.query = setup.same_chunk ? (1 + pairs) * Shape::chunk - 1 : token_count - 1;
    setting.tokens[setting.query] = setting.key;
}

}  // namespace

TheoremSetting make_theorem_setting(const TheoremSetup& setup)
{
    at::Generator generator = at::detail::createCPUGenerator(setup.seed);
    const auto normal = [&generator](at::IntArrayRef shape) { return torch::randn(shape, generator, torch::kFloat64); };
    TheoremSetting setting;
    setting.gate = 2.0 * normal({setup.inner, Shape::width});
    setting.up = normal({setup.inner, Shape::width});
    setting.inputs = torch::eye(Shape::vocabulary, Shape::width, torch::kFloat64);
    setting.embedding = embeddings(orthonormal_rows(normal({Shape::vocabulary + 1, Shape::width})), setup.rho);
    setting.common = normal({setup.inner});
    setting.common.div_(setting.common.norm());
    write_text(setup, generator, setting);
    return setting;
}

torch::ScalarType theorem_dtype(const TheoremSetup& setup)
{
    switch (setup.dtype.value()) {
    case TheoremDtype::f32:
        return torch::kFloat32;
    case TheoremDtype::bf16:
        return torch::kBFloat16;
    case TheoremDtype::f64:
        break;
    }
    return torch::kFloat64;
}

Tensor theorem_mirrored_up(const TheoremSetting& setting)
{
    const Tensor h = setting.inputs[setting.key];
    return setting.up * (2.0 * h - 1.0);
}

Tensor theorem_keys(const TheoremSetup& setup, const TheoremSetting& setting, const Tensor& up, torch::ScalarType dtype)
{
    const Tensor x = setting.inputs.to(dtype);
    const Tensor keys = torch::silu(torch::linear(x, setting.gate.to(dtype))) * torch::linear(x, up.to(dtype));
    if (setup.common_mode == 0)
        return keys;
    const Tensor length = keys.norm(2, -1, true);
    const Tensor turned = keys / length + setup.common_mode * setting.common.to(dtype);
    return length * turned / turned.norm(2, -1, true);
}

}  // namespace ttt
