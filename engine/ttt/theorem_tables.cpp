#include "engine/ttt/theorem_tables.h"

#include "engine/machine/failure.h"
#include "engine/records/error.h"

#include <torch/types.h>

#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include <array>
#include <cmath>
#include <string>

namespace ttt {

using torch::Tensor;

namespace {

using Shape = TheoremTableShape;

constexpr std::int64_t key_token = 0, target_token = 1;  // k* and v*: which ones does not matter

/// One random text with what it is written in, f64.
struct Draw {
    Tensor units;      // [V, f], random unit keys
    Tensor common;     // [f], unit
    Tensor dots;       // [V, V], of the embeddings
    Tensor followers;  // [V, V]: how often column follows row
    Tensor counts;     // [V]: how often the token stands in the text
};

Tensor unit_rows(const Tensor& rows)
{
    return rows / rows.norm(2, -1, true);
}

/// k*, v* once at a random place, the rest from the other tokens; the query follows the last token.
Tensor random_text(const at::Generator& generator)
{
    Tensor tokens = torch::randint(target_token + 1, Shape::vocabulary, {Shape::tokens}, generator, torch::kInt64);
    const auto at = torch::randint(Shape::tokens - 1, {1}, generator, torch::kInt64).item<std::int64_t>();
    tokens[at] = key_token;
    tokens[at + 1] = target_token;
    return torch::cat({tokens, torch::full({1}, key_token, torch::kInt64)});
}

Draw draw_text(std::int64_t inner, const at::Generator& generator)
{
    const auto normal = [&generator](at::IntArrayRef shape) { return torch::randn(shape, generator, torch::kFloat64); };
    const Tensor embedding = unit_rows(normal({Shape::vocabulary, Shape::width}));
    const Tensor tokens = random_text(generator);
    const Tensor from = tokens.slice(0, 0, Shape::tokens), to = tokens.slice(0, 1);
    const auto count = [](const Tensor& which, std::int64_t size) {
        return torch::bincount(which, {}, size).to(torch::kFloat64);
    };
    Draw draw;
    draw.units = unit_rows(normal({Shape::vocabulary, inner}));
    draw.common = unit_rows(normal({1, inner}))[0];
    draw.dots = embedding.matmul(embedding.t());
    draw.followers = count(from * Shape::vocabulary + to, Shape::vocabulary * Shape::vocabulary)
                         .reshape({Shape::vocabulary, Shape::vocabulary});
    draw.counts = count(from, Shape::vocabulary);
    return draw;
}

/// delta l of all tokens, [V]: sum over tokens a, b of how often b follows a, times (e_w . e_b)(z_a . z_k*).
Tensor logit_change_of(const Draw& draw, const Tensor& keys)
{
    return draw.dots.mv(draw.followers.t().mv(keys.mv(keys[key_token])));
}

/// Sums over draws.
struct Tally {
    double squares = 0;  // of the others' change, mean over them
    double target = 0;
    std::int64_t first = 0;

    void add(const Tensor& change)
    {
        const double own = change[target_token].item<double>();
        const double all = change.square().sum().item<double>();
        squares += (all - own * own) / static_cast<double>(change.numel() - 1);
        target += own;
        first += change.argmax().item<std::int64_t>() == target_token ? 1 : 0;
    }
};

/// Mean cosine over pairs of places with different tokens; the keys are units.
double mean_cosine(const Draw& draw, const Tensor& keys)
{
    const double all = draw.counts.matmul(keys).square().sum().item<double>();
    const double same = draw.counts.square().sum().item<double>();
    return (all - same) / (draw.counts.sum().square().item<double>() - same);
}

void check_draws(const char* function, std::int64_t draws)
{
    if (draws < 1 || draws > Shape::most_draws)
        throw Error(std::string("[") + function + "] draws: expected 1 to " + std::to_string(Shape::most_draws) +
                    ", got " + std::to_string(draws));
}

/// One row of the second table on its way.
struct CommonModeTally {
    double mu = 0;
    double cosine = 0;
    Tally plain = {}, centred = {};

    void add(const Draw& draw)
    {
        const Tensor keys = unit_rows(draw.units + mu * draw.common);
        const Tensor mean = draw.counts.matmul(keys) / static_cast<double>(Shape::tokens);
        plain.add(logit_change_of(draw, keys));
        centred.add(logit_change_of(draw, keys - mean));
        cosine += mean_cosine(draw, keys);
    }

    CommonModeRow row(double draws) const
    {
        return {.mu = mu,
                .cosine = cosine / draws,
                .others = std::sqrt(plain.squares / draws),
                .target = plain.target / draws,
                .first = plain.first,
                .centred_others = std::sqrt(centred.squares / draws),
                .centred_target = centred.target / draws,
                .centred_first = centred.first};
    }
};

}  // namespace

std::vector<CrossTalkRow> cross_talk_table(std::int64_t draws, std::uint64_t seed)
try {
    check_draws("cross_talk_table", draws);
    const torch::NoGradGuard no_grad;
    std::vector<CrossTalkRow> rows;
    for (const std::int64_t inner : {64, 256, 1024, 4096}) {
        at::Generator generator = at::detail::createCPUGenerator(seed);
        Tally tally;
        for (std::int64_t at = 0; at < draws; ++at) {
            const Draw draw = draw_text(inner, generator);
            tally.add(logit_change_of(draw, draw.units));
        }
        const auto count = static_cast<double>(draws);
        rows.push_back({inner, std::sqrt(tally.squares / count), tally.target / count, tally.first});
    }
    return rows;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

std::vector<CommonModeRow> common_mode_table(std::int64_t draws, std::uint64_t seed)
try {
    check_draws("common_mode_table", draws);
    const torch::NoGradGuard no_grad;
    std::array<CommonModeTally, 4> tallies{{{.mu = 0}, {.mu = 0.25}, {.mu = 0.5}, {.mu = 1}}};
    at::Generator generator = at::detail::createCPUGenerator(seed);
    for (std::int64_t at = 0; at < draws; ++at) {
        const Draw draw = draw_text(Shape::inner, generator);
        for (CommonModeTally& tally : tallies)
            tally.add(draw);
    }
    std::vector<CommonModeRow> rows;
    for (const CommonModeTally& tally : tallies)
        rows.push_back(tally.row(static_cast<double>(draws)));
    return rows;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
