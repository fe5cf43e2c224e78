// The control that writes random numbers of the same norm: what it keeps of the real update, and what not.
#include "engine/ttt/arm_reader.h"
#include "engine/ttt/fast_layers.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/ttt/fast_layer_fixture.h"

#include <cmath>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

struct Writes {
    std::vector<Tensor> deltas;
    std::vector<double> clip_scales;
    std::vector<double> cap_scales;
    Tensor drift;
    Tensor change;  // of the outputs
};

Writes write(FastLayer layer, const Tokens& tokens, std::optional<std::uint64_t> seed)
{
    layer.rule.random_seed = seed;
    FastWeights weights(layer);
    Writes writes;
    writes.change = weights.forward(tokens.keys, tokens.source, [&](const WriteGroup& group) {
        for (std::int64_t index = 0; index < group.count(); ++index) {
            writes.deltas.push_back(group.delta(index));
            writes.clip_scales.push_back(group.clip_scale[index].item<double>());
            writes.cap_scales.push_back(group.cap_scale[index].item<double>());
        }
    });
    writes.drift = weights.drift();
    return writes;
}

double cosine(const Tensor& a, const Tensor& b)
{
    return (a * b).sum().item<double>() / (a.norm() * b.norm()).item<double>();
}

/// So wide that random directions are far from any other: the cosine of two has the deviation 1 / sqrt(d f).
FastLayer wide_layer(const UpdateRule& rule)
{
    constexpr std::int64_t d = 40;
    constexpr std::int64_t f = 100;
    FastLayer layer{.index = 2,
                    .rule = rule,
                    .down = random({d, f}),
                    .conv = random({d, 1, 5}),
                    .proj = random({d, d}),
                    .down_norm = 0};
    layer.down_norm = layer.down.norm().item<double>();
    return layer;
}

Tokens wide_tokens(std::int64_t count)
{
    return {random({count, 100}), random({count, 40})};
}

constexpr double five_deviations = 5 / 63.2;  // of a cosine, sqrt(40 * 100) = 63.2

}  // namespace

class TestControls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(17); }

    void norms_are_those_of_the_real_deltas_and_directions_are_not()
    {
        const FastLayer layer = wide_layer({.chunk = chunk, .lr = 0.3, .decay = 0.9});
        const Tokens input = wide_tokens(6 * chunk + 3);
        const Writes real = write(layer, input, {});
        const Writes control = write(layer, input, 1);
        QCOMPARE(control.deltas.size(), 6U);
        for (std::size_t index = 0; index < 6; ++index) {
            const double norm = real.deltas[index].norm().item<double>();
            TTT_VERIFY_BELOW(std::abs(control.deltas[index].norm().item<double>() / norm - 1), 1e-14);
            TTT_VERIFY_BELOW(std::abs(cosine(control.deltas[index], real.deltas[index])), five_deviations);
            if (index > 0)
                TTT_VERIFY_BELOW(std::abs(cosine(control.deltas[index], control.deltas[index - 1])), five_deviations);
        }
        QVERIFY(control.change.slice(0, 0, chunk).eq(0).all().item<bool>());  // apply, then update
        QVERIFY(control.change.slice(0, chunk).norm().item<double>() > 0);
    }

    void entries_are_normal_numbers()
    {
        const Tensor drawn = random_delta(random({300, 400}), 3, 0, 0);
        const Tensor unit = drawn / drawn.std();
        TTT_VERIFY_BELOW(std::abs(unit.mean().item<double>()), 0.02);
        TTT_VERIFY_BELOW(std::abs(unit.pow(4).mean().item<double>() - 3), 0.15);  // kurtosis
    }

    void the_same_seed_draws_the_same_and_another_something_else()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3});
        const Tokens input = random_tokens(45);
        const Writes first = write(layer, input, 7);
        torch::manual_seed(99);  // the control has a generator of its own
        const Writes again = write(layer, input, 7);
        QVERIFY(first.drift.equal(again.drift));
        QVERIFY(first.change.equal(again.change));
        for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{8}, std::uint64_t{7} << 32})
            QVERIFY(!write(layer, input, seed).drift.equal(first.drift));
        FastLayer other = layer;
        other.index = 5;
        QVERIFY(!write(other, input, 7).drift.equal(first.drift));
    }

    void how_a_text_is_cut_does_not_matter()
    {
        FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .decay = 0.9, .random_seed = 4});
        const Tokens input = random_tokens(45);
        FastWeights whole(layer);
        whole.forward(input.keys, input.source);
        FastWeights streaming(layer);
        for (std::int64_t begin = 0; begin < 45; begin += 7)
            streaming.forward(input.keys.slice(0, begin, begin + 7), input.source.slice(0, begin, begin + 7));
        TTT_VERIFY_BELOW(relative_error(streaming.drift(), whole.drift()), 1e-13);
    }

    void a_restored_state_goes_on_drawing_where_it_was()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .random_seed = 4});
        const Tokens input = random_tokens(4 * chunk);
        FastWeights whole(layer);
        whole.forward(input.keys.slice(0, 0, 2 * chunk), input.source.slice(0, 0, 2 * chunk));
        FastWeights other(layer);
        other.restore(whole.state());
        whole.forward(input.keys.slice(0, 2 * chunk), input.source.slice(0, 2 * chunk));
        other.forward(input.keys.slice(0, 2 * chunk), input.source.slice(0, 2 * chunk));
        QVERIFY(other.drift().equal(whole.drift()));
    }

    void clip_decay_and_cap_act_as_usual()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .decay = 0.5, .relative_cap = 0.1, .clip = 3});
        const Tokens input = random_tokens(4 * chunk);
        const Writes real = write(layer, input, {});
        const Writes control = write(layer, input, 2);
        QCOMPARE(control.clip_scales, real.clip_scales);
        QVERIFY(control.clip_scales.front() < 1 && control.cap_scales.back() < 1);
        Tensor sum = torch::zeros_like(layer.down);
        for (const Tensor& delta : control.deltas) {
            TTT_VERIFY_BELOW(delta.norm().item<double>(), 3 + 1e-12);
            sum = 0.5 * sum + delta;
        }
        TTT_VERIFY_BELOW(relative_error(control.drift, sum * control.cap_scales.back()), 1e-14);
        TTT_VERIFY_BELOW(std::abs(control.drift.norm().item<double>() / layer.down_norm - 0.1), 1e-14);
    }

    void without_a_rate_nothing_is_written()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0});
        const Tokens input = random_tokens(45);
        const Writes control = write(layer, input, 1);
        QVERIFY(control.drift.equal(torch::zeros_like(layer.down)));
        QVERIFY(control.change.equal(torch::zeros_like(control.change)));
    }

    void no_two_writes_of_a_run_draw_the_same()
    {
        const Tensor like = torch::ones({16});
        std::vector<std::vector<float>> seen;
        for (std::int64_t layer = 0; layer < 6; ++layer)
            for (std::int64_t written = 0; written < 40; ++written) {
                const Tensor drawn = random_delta(like, 0, layer, written);
                seen.emplace_back(drawn.const_data_ptr<float>(), drawn.const_data_ptr<float>() + 16);
            }
        std::sort(seen.begin(), seen.end());
        QVERIFY(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
    }

    void the_choice_of_a_run_reaches_its_layers()
    {
        ModelWeights weights;
        LayerWeights layer;
        layer.down = torch::randn({4, 6});
        weights.layers = {layer};
        RunConfig config;
        config.chunk = 8;
        config.fast_layers = {0};
        config.inner_lr = {0.1};
        config.decay = {1};
        config.target = Target::lm_aligned;
        config.seed = 42;
        QVERIFY(!make_fast_layers(weights, config).front().rule.random_seed);
        config.control = Control::random;
        QCOMPARE(make_fast_layers(weights, config).front().rule.random_seed.value_or(0), 42U);
    }
};

TTT_TEST(TestControls)
#include "tst_controls.moc"
