#include "engine/records/error.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/ttt/fast_layer_fixture.h"

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

std::vector<Tensor> deltas_of(const FastLayer& layer, const Tokens& tokens)
{
    std::vector<Tensor> deltas;
    FastWeights(layer).forward(tokens.keys, tokens.source, [&](const WriteGroup& group) {
        for (std::int64_t index = 0; index < group.count(); ++index)
            deltas.push_back(group.delta(index));
    });
    return deltas;
}

}  // namespace

class TestFastWeights : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(11); }

    void zero_convolution_or_rate_changes_nothing_at_all()
    {
        FastLayer no_conv = random_layer({.chunk = chunk, .lr = 0.3});
        no_conv.conv = torch::zeros_like(no_conv.conv);
        const FastLayer no_rate = random_layer({.chunk = chunk, .lr = 0.0});
        for (const FastLayer& layer : {no_conv, no_rate}) {
            FastWeights weights(layer);
            const Tokens input = random_tokens(45);
            const Tensor change = weights.forward(input.keys, input.source);
            QVERIFY(change.equal(torch::zeros_like(change)));
            QVERIFY(weights.drift().equal(torch::zeros_like(layer.down)));
            QCOMPARE(weights.updates(), 5);
        }
    }

    void first_chunk_reads_nothing_and_a_partial_last_chunk_never_writes()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3});
        FastWeights weights(layer);
        const Tokens input = random_tokens(chunk + 5);
        const Tensor change = weights.forward(input.keys, input.source);
        QVERIFY(change.slice(0, 0, chunk).equal(torch::zeros({chunk, width}, torch::kFloat64)));
        QVERIFY(change.slice(0, chunk).norm().item<double>() > 0);
        QCOMPARE(weights.updates(), 1);
        QCOMPARE(weights.tail_length(), 5);
        const Tensor targets = chunk_targets(input.source.slice(0, 0, chunk), layer.conv, layer.proj);
        const Tensor expected = 0.3 * targets.t().matmul(input.keys.slice(0, 0, chunk));
        TTT_VERIFY_BELOW(relative_error(weights.drift(), expected), 1e-14);
    }

    void reset_is_a_fresh_start()
    {
        FastWeights weights(random_layer({.chunk = chunk, .lr = 0.3, .decay = 0.9, .relative_cap = 0.2}));
        const Tokens input = random_tokens(45);
        const Tensor fresh = weights.forward(input.keys, input.source);
        weights.reset();
        QCOMPARE(weights.updates(), 0);
        QCOMPARE(weights.tail_length(), 0);
        QVERIFY(weights.drift().equal(torch::zeros_like(weights.drift())));
        QVERIFY(weights.forward(input.keys, input.source).equal(fresh));
    }

    void a_pair_across_a_border_writes_nothing()
    {
        FastLayer layer = random_layer({.chunk = chunk, .lr = 1.0});
        layer.conv = one_hot_kernel(Tap::lm_aligned, width, torch::kFloat64);
        layer.proj = Tensor();
        for (const std::int64_t key_at : {chunk - 1, chunk - 2}) {
            FastWeights weights(layer);
            Tokens input = random_tokens(2 * chunk);
            input.keys.slice(0, 0, chunk).zero_();
            input.keys[key_at] = random({inner});
            weights.forward(input.keys.slice(0, 0, chunk), input.source.slice(0, 0, chunk));
            QCOMPARE(weights.drift().norm().item<double>() == 0.0, key_at == chunk - 1);
        }
    }

    void the_next_chunk_leaves_a_delta_alone()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3});
        const Tokens input = random_tokens(3 * chunk);
        const Tokens other{input.keys.clone(), input.source.clone()};
        other.keys.slice(0, chunk, 2 * chunk) += 1.0;
        other.source.slice(0, chunk, 2 * chunk) += 1.0;
        const auto before = deltas_of(layer, input);
        const auto after = deltas_of(layer, other);
        QVERIFY(before[0].equal(after[0]));
        QVERIFY(!before[1].equal(after[1]));
        QVERIFY(before[2].equal(after[2]));
    }

    void saved_in_the_middle_of_a_chunk_it_goes_on_as_if_nothing_happened()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .decay = 0.9, .relative_cap = 0.3});
        const Tokens input = random_tokens(45);
        for (const std::int64_t cut : {3, 8, 13, 24, 43}) {
            FastWeights whole(layer);
            whole.forward(input.keys.slice(0, 0, cut), input.source.slice(0, 0, cut));
            const FastWeights::State state = whole.state();
            const Tensor expected = whole.forward(input.keys.slice(0, cut), input.source.slice(0, cut));

            FastWeights other(layer);
            const Tokens noise = random_tokens(21);
            other.forward(noise.keys, noise.source);
            other.restore(state);
            QCOMPARE(other.updates(), cut / chunk);
            QCOMPARE(other.tail_length(), cut % chunk);
            QVERIFY(other.forward(input.keys.slice(0, cut), input.source.slice(0, cut)).equal(expected));
            QVERIFY(other.drift().equal(whole.drift()));
        }
    }

    void a_saved_state_is_a_copy()
    {
        FastWeights weights(random_layer({.chunk = chunk, .lr = 0.3}));
        const Tokens input = random_tokens(13);
        weights.forward(input.keys, input.source);
        const FastWeights::State state = weights.state();
        const Tensor sum = state.sum.clone();
        const Tensor tail = state.tail_keys.clone();
        const Tokens more = random_tokens(20);
        weights.forward(more.keys, more.source);
        QVERIFY(state.sum.equal(sum));
        QVERIFY(state.tail_keys.equal(tail));
    }

    void clip_bounds_each_delta_and_says_so()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .clip = 0.01});
        const Tokens input = random_tokens(2 * chunk);
        int writes = 0;
        FastWeights(layer).forward(input.keys, input.source, [&](const WriteGroup& group) {
            for (std::int64_t index = 0; index < group.count(); ++index, ++writes) {
                QVERIFY(std::abs(group.delta(index).norm().item<double>() - 0.01) < 1e-12);
                QVERIFY(group.clip_scale[index].item<double>() < 1.0);
            }
        });
        QCOMPARE(writes, 2);
    }

    void cap_bounds_what_is_read_but_not_the_sum()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .relative_cap = 0.1});
        FastWeights weights(layer);
        const Tokens input = random_tokens(4 * chunk);
        double scale = 1.0;
        weights.forward(input.keys, input.source,
                        [&](const WriteGroup& group) { scale = group.cap_scale[-1].item<double>(); });
        TTT_VERIFY_BELOW(std::abs(weights.drift().norm().item<double>() - 0.1 * layer.down_norm), 1e-12);
        QVERIFY(scale < 1.0);
        TTT_VERIFY_BELOW(relative_error(weights.state().sum * scale, weights.drift()), 1e-14);
    }

    /// As it is done with small layers.
    void writes_that_go_together_are_those_of_one_by_one_data()
    {
        QTest::addColumn<qint64>("group");
        QTest::addColumn<double>("cap");
        QTest::addColumn<double>("clip");
        QTest::addColumn<bool>("centre");
        QTest::newRow("two") << qint64{2} << 0.0 << 0.0 << false;
        QTest::newRow("all") << qint64{100} << 0.0 << 0.0 << true;
        QTest::newRow("three, capped") << qint64{3} << 0.05 << 0.0 << true;
        QTest::newRow("three, clipped") << qint64{3} << 0.0 << 0.5 << false;
        QTest::newRow("all, capped and clipped") << qint64{100} << 0.05 << 0.5 << false;
    }

    void writes_that_go_together_are_those_of_one_by_one()
    {
        QFETCH(qint64, group);
        QFETCH(double, cap);
        QFETCH(double, clip);
        QFETCH(bool, centre);
        const FastLayer layer = random_layer(
            {.chunk = chunk, .lr = 0.3, .decay = 0.9, .relative_cap = cap, .clip = clip, .centre_keys = centre});
        const Tokens input = random_tokens(9 * chunk + 3);
        std::vector<Tensor> norms, caps, alone_norms, alone_caps;
        FastWeights alone(layer, 1);
        const Tensor expected = alone.forward(input.keys, input.source, [&](const WriteGroup& writes) {
            alone_norms.push_back(writes.norms);
            alone_caps.push_back(writes.cap_scale);
        });
        FastWeights together(layer, group);
        std::int64_t next = 0;
        const auto keep = [&](const WriteGroup& writes) {
            QCOMPARE(writes.first, next);
            next += writes.count();
            norms.push_back(writes.norms);
            caps.push_back(writes.cap_scale);
        };
        for (const auto& [begin, end] : std::vector<std::pair<int, int>>{{0, 5}, {5, 37}, {37, 60}, {60, 75}}) {
            const Tensor change =
                together.forward(input.keys.slice(0, begin, end), input.source.slice(0, begin, end), keep);
            TTT_VERIFY_BELOW(relative_error(change, expected.slice(0, begin, end)), 1e-12);
        }
        QCOMPARE(next, 9);
        TTT_VERIFY_BELOW(relative_error(together.drift(), alone.drift()), 1e-13);
        TTT_VERIFY_BELOW(relative_error(torch::cat(norms), torch::cat(alone_norms)), 1e-12);
        TTT_VERIFY_BELOW(relative_error(torch::cat(caps), torch::cat(alone_caps)), 1e-12);
        QCOMPARE(torch::cat(caps).lt(1).any().item<bool>(), cap > 0);
    }

    void sums_stay_f32_in_a_bf16_model()
    {
        FastLayer layer = random_layer({.chunk = chunk, .lr = 1e-4});
        for (Tensor* tensor : {&layer.down, &layer.conv, &layer.proj})
            *tensor = tensor->to(torch::kBFloat16);
        FastWeights weights(layer);
        const Tokens input = random_tokens(2 * chunk);
        const Tensor change = weights.forward(input.keys.to(torch::kBFloat16), input.source.to(torch::kBFloat16));
        QCOMPARE(change.scalar_type(), torch::kBFloat16);
        QCOMPARE(weights.drift().scalar_type(), torch::kFloat32);
        QCOMPARE(weights.state().sum.scalar_type(), torch::kFloat32);
    }

    void gradients_reach_the_keys_that_read_and_nothing_that_is_written()
    {
        const FastLayer layer = random_layer({.chunk = chunk, .lr = 0.3, .decay = 0.9, .relative_cap = 0.2});
        const Tokens input = random_tokens(3 * chunk + 2);
        FastWeights weights(layer), same(layer);
        const Tensor keys = input.keys.clone().set_requires_grad(true);
        const Tensor source = input.source.clone().set_requires_grad(true);
        const Tensor change = weights.forward(keys, source);
        QVERIFY(change.detach().equal(same.forward(input.keys, input.source)));
        QVERIFY(!weights.drift().requires_grad());
        change.sum().backward();
        QVERIFY(!source.grad().defined());
        TTT_VERIFY_BELOW(keys.grad().slice(0, 0, chunk).abs().max().item<double>(), 0.0);  // they read nothing
        const Tensor of_last = weights.drift().sum(0).expand({2, -1});
        TTT_VERIFY_BELOW(relative_error(keys.grad().slice(0, 3 * chunk), of_last), 1e-12);
    }

    void no_tokens_are_no_change()
    {
        FastWeights weights(random_layer({.chunk = chunk, .lr = 0.3}));
        const Tokens input = random_tokens(0);
        QCOMPARE(weights.forward(input.keys, input.source).size(0), 0);
    }

    void wrong_shapes_get_a_sentence()
    {
        FastWeights weights(random_layer({.chunk = chunk, .lr = 0.3}));
        TTT_VERIFY_SENTENCE(weights.forward(random({2, 4, inner}), random({2, 4, width})), "the rows of one stream");
        TTT_VERIFY_SENTENCE(weights.forward(random({4, inner + 1}), random({4, width})),
                            "keys: expected [n, 10], got [4, 11]");
        TTT_VERIFY_SENTENCE(weights.forward(random({4, inner}), random({3, width})),
                            "source: expected [4, 6], got [3, 6]");
        UpdateRule rule{.chunk = 0, .lr = 0.3};
        TTT_VERIFY_SENTENCE(FastWeights(random_layer(rule)), "chunk");
        rule = {.chunk = chunk, .lr = 0.3, .decay = 1.5};
        TTT_VERIFY_SENTENCE(FastWeights(random_layer(rule)), "decay");
    }
};

TTT_TEST(TestFastWeights)
#include "tst_fast_weights.moc"
