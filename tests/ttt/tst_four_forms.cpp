// Streaming in any split, one shot, prefix scan and linear attention are one rule (reference: closed form of Eq. 1).
#include "engine/records/error.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/ttt/fast_layer_fixture.h"

#include <torch/utils.h>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr double tolerance = 1e-10;

Tensor one_shot(const FastLayer& layer, const Tokens& tokens)
{
    return FastWeights(layer).forward(tokens.keys, tokens.source);
}

Tensor in_splits(const FastLayer& layer, const Tokens& tokens, std::int64_t split)
{
    FastWeights weights(layer);
    std::vector<Tensor> parts;
    const std::int64_t count = tokens.keys.size(0);
    for (std::int64_t begin = 0; begin < count; begin += split) {
        const std::int64_t end = std::min(count, begin + split);
        parts.push_back(weights.forward(tokens.keys.slice(0, begin, end), tokens.source.slice(0, begin, end)));
    }
    return torch::cat(parts);
}

Tensor scanned(const FastLayer& layer, const Tokens& tokens)
{
    const Tensor targets = row_targets(tokens.source.unsqueeze(0), layer.conv, layer.proj, layer.rule.chunk);
    return scan_change(tokens.keys.unsqueeze(0), targets, scan_rule(layer, tokens.keys.size(0))).squeeze(0);
}

Tensor attended(const FastLayer& layer, const Tokens& tokens)
{
    const Tensor targets = row_targets(tokens.source.unsqueeze(0), layer.conv, layer.proj, layer.rule.chunk);
    return linear_attention_change(tokens.keys.unsqueeze(0), targets, scan_rule(layer, tokens.keys.size(0))).squeeze(0);
}

/// Token by token from the definition, with no chunk tensor at all.
Tensor by_definition(const FastLayer& layer, const Tokens& tokens)
{
    const std::int64_t count = tokens.keys.size(0);
    const std::int64_t c = layer.rule.chunk;
    Tensor sum = torch::zeros_like(layer.down);
    Tensor result = torch::zeros({count, width}, torch::kFloat64);
    for (std::int64_t begin = 0; begin < count; begin += c) {
        Tensor delta = torch::zeros_like(sum);
        for (std::int64_t t = begin; t < std::min(begin + c, count); ++t) {
            result[t] = sum.mv(tokens.keys[t]);
            Tensor mixed = torch::zeros({width}, torch::kFloat64);
            for (std::int64_t tap = 0; tap < 5; ++tap)
                if (const std::int64_t from = t + tap - 2; from >= begin && from < begin + c && from < count)
                    mixed = mixed + layer.conv.select(2, tap).squeeze(1) * tokens.source[from];
            delta = delta + torch::outer(mixed.matmul(layer.proj), tokens.keys[t]);
        }
        sum = layer.rule.decay * sum + layer.rule.lr * delta;
    }
    return result;
}

}  // namespace

class TestFourForms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(7); }

    void agree_data()
    {
        QTest::addColumn<double>("decay");
        QTest::addColumn<bool>("centre");
        QTest::addColumn<int>("tokens");
        QTest::newRow("official rule") << 1.0 << false << 40;
        QTest::newRow("partial last chunk") << 1.0 << false << 45;
        QTest::newRow("decay") << 0.7 << false << 45;
        QTest::newRow("centred keys") << 1.0 << true << 45;
        QTest::newRow("decay, centred keys") << 0.9 << true << 61;
        QTest::newRow("one chunk") << 0.9 << false << 8;
        QTest::newRow("less than a chunk") << 0.9 << false << 5;
    }

    void agree()
    {
        QFETCH(double, decay);
        QFETCH(bool, centre);
        QFETCH(int, tokens);
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .decay = decay, .centre_keys = centre});
        const Tokens input = random_tokens(tokens);
        const Tensor expected = one_shot(layer, input);
        for (const std::int64_t split : {1, 3, 7, 8, 11, 16, 19})
            TTT_VERIFY_BELOW(largest_difference(in_splits(layer, input, split), expected), tolerance);
        TTT_VERIFY_BELOW(largest_difference(scanned(layer, input), expected), tolerance);
        TTT_VERIFY_BELOW(largest_difference(attended(layer, input), expected), tolerance);
        if (!centre)
            TTT_VERIFY_BELOW(largest_difference(by_definition(layer, input), expected), tolerance);
        QCOMPARE(expected.norm().item<double>() > 0, tokens > chunk);
    }

    void capped_streaming_is_the_capped_scan()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .decay = 0.9, .relative_cap = 0.5});
        const Tokens input = random_tokens(61);
        const Tensor expected = one_shot(layer, input);
        TTT_VERIFY_BELOW(largest_difference(scanned(layer, input), expected), tolerance);
        TTT_VERIFY_BELOW(largest_difference(in_splits(layer, input, 5), expected), tolerance);

        FastLayer uncapped = layer;
        uncapped.rule.relative_cap = 0;
        QVERIFY(relative_error(one_shot(uncapped, input), expected) > 0.1);
    }

    void linear_attention_refuses_the_cap()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .relative_cap = 0.5});
        TTT_VERIFY_SENTENCE(attended(layer, random_tokens(20)), "no linear-attention form");
    }

    void rows_of_a_batch_do_not_mix()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .decay = 0.9});
        const Tokens a = random_tokens(29);
        const Tokens b = random_tokens(29);
        const Tensor keys = torch::stack({a.keys, b.keys});
        const Tensor targets = row_targets(torch::stack({a.source, b.source}), layer.conv, layer.proj, chunk);
        const ScanRule rule = scan_rule(layer, 29);
        const Tensor expected = torch::stack({one_shot(layer, a), one_shot(layer, b)});
        TTT_VERIFY_BELOW(largest_difference(scan_change(keys, targets, rule), expected), tolerance);
        TTT_VERIFY_BELOW(largest_difference(linear_attention_change(keys, targets, rule), expected), tolerance);
    }

    void mixing_is_strictly_lower_triangular_with_powers_of_the_decay()
    {
        const Tensor mixing = chunk_mixing(4, 0.5, torch::full({1}, 0.5, torch::kFloat64));
        for (int i = 0; i < 4; ++i)
            for (int j = 0; j < 4; ++j)
                QCOMPARE(mixing[i][j].item<double>(), j < i ? 0.5 * std::pow(0.5, i - 1 - j) : 0.0);
    }

    void later_tokens_change_nothing_earlier()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .decay = 0.9});
        const Tokens input = random_tokens(45);
        const std::int64_t changed = 19;
        const Tokens other{input.keys.clone(), input.source.clone()};
        other.keys[changed] += 1.0;
        other.source[changed] -= 2.0;
        for (const auto& form : {one_shot, scanned, attended}) {
            const Tensor before = form(layer, input);
            const Tensor after = form(layer, other);
            QVERIFY(before.slice(0, 0, changed).equal(after.slice(0, 0, changed)));
            QVERIFY(!before.slice(0, 24).equal(after.slice(0, 24)));
        }
    }

    void scan_has_the_gradients_of_finite_differences()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .relative_cap = 0.5});
        const Tokens input = random_tokens(21);
        const Tensor weight = random({21, width});
        const auto loss = [&](const Tensor& conv, const Tensor& decay) {
            const Tensor targets = row_targets(input.source.unsqueeze(0), conv, layer.proj, chunk);
            ScanRule rule = scan_rule(layer, 21);
            rule.mixing = chunk_mixing(3, 0.3, decay);
            return (scan_change(input.keys.unsqueeze(0), targets, rule).squeeze(0) * weight).sum();
        };
        Tensor conv = layer.conv.clone().requires_grad_();
        Tensor decay = torch::full({1}, 0.8, torch::kFloat64).requires_grad_();
        loss(conv, decay).backward();

        const torch::NoGradGuard no_grad;
        const double h = 1e-6;
        Tensor step = torch::zeros_like(conv);
        step[2][0][3] = h;
        const double slope = (loss(conv + step, decay) - loss(conv - step, decay)).item<double>() / (2 * h);
        TTT_VERIFY_BELOW(std::abs(slope - conv.grad()[2][0][3].item<double>()), 1e-6 * std::abs(slope) + 1e-7);
        const double decay_slope = (loss(conv, decay + h) - loss(conv, decay - h)).item<double>() / (2 * h);
        TTT_VERIFY_BELOW(std::abs(decay_slope - decay.grad().item<double>()), 1e-6 * std::abs(decay_slope) + 1e-7);
    }
};

TTT_TEST(TestFourForms)
#include "tst_four_forms.moc"
