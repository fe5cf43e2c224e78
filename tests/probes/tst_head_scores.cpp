// Attention made explicit, prefix matching and copying on cases whose answers are known.
#include "engine/probes/attention_weights.h"
#include "engine/probes/head_scores.h"
#include "engine/ttt/arm_reader.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <cmath>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr std::int64_t width = 24;  // d

/// One layer of two heads that share keys and values, random; the norms are 1 unless a test sets them.
ModelWeights random_weights(std::int64_t vocabulary, std::int64_t window)
{
    ModelWeights weights;
    weights.config = tiny_config(false);
    weights.config.vocab_size = vocabulary;
    weights.config.hidden_size = width;
    weights.config.layer_count = 1;
    weights.config.windows = {window};
    const std::int64_t h = weights.config.head_dim;
    weights.embedding = torch::randn({vocabulary, width});
    weights.head = torch::randn({vocabulary, width});
    weights.final_norm = torch::rand({width}) + 0.5;
    LayerWeights layer;
    layer.input_norm = layer.post_norm = torch::ones({width});
    AttentionWeights attention;
    attention.query = torch::randn({2 * h, width});
    attention.key = torch::randn({h, width});
    attention.value = torch::randn({h, width});
    attention.output = torch::randn({width, 2 * h});
    attention.query_norm = attention.key_norm = torch::ones({h});
    layer.mixer = attention;
    layer.gate = layer.up = torch::randn({8, width});
    layer.down = torch::randn({width, 8});
    weights.layers = {layer};
    return weights;
}

Tensor ids(const std::vector<std::int64_t>& tokens)
{
    return torch::tensor(tokens, torch::kLong);
}

/// Scores of a text that a frozen reader reads in stretches of `chunk` tokens.
std::vector<HeadMeans> score(const ModelWeights& weights, const Tensor& text, std::int64_t chunk,
                             std::int64_t block_bytes = 64 << 20)
{
    RunConfig frozen;
    frozen.arms = Arms::frozen;
    const HeadCopying copying(weights);
    HeadMeter meter(copying, weights.config, block_bytes);
    meter.begin(text);
    ReadObservers observers;
    observers.on_attention = [&](std::int64_t layer, const Tensor& q, const Tensor& k, const Tensor& v,
                                 std::int64_t window) { meter.on_attention(layer, q, k, v, window); };
    ArmReader reader(weights, frozen);
    for (std::int64_t begin = 0; begin < text.size(0); begin += chunk)
        reader.read(text.slice(0, begin, std::min(begin + chunk, text.size(0))), observers);
    return meter.means().front();
}

/// Weights of the head that looks at what came after the same token: scores are `sharpness` there and 0 elsewhere.
Tensor keys_that_find(const Tensor& text, std::int64_t vocabulary, double sharpness)
{
    const Tensor one_hot = torch::one_hot(text, vocabulary).to(torch::kFloat32);
    const Tensor before = torch::cat({torch::zeros({1, vocabulary}), one_hot.slice(0, 0, -1)});
    return before * (sharpness * std::sqrt(static_cast<double>(vocabulary)));
}

}  // namespace

class TestHeadScores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(3); }

    void weights_are_those_that_attend_uses_data()
    {
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("queries");
        QTest::newRow("full") << 0 << 11;
        QTest::newRow("full, streaming") << 0 << 4;
        QTest::newRow("window") << 5 << 11;
        QTest::newRow("window, streaming") << 5 << 3;
        QTest::newRow("itself only") << 1 << 6;
    }

    void weights_are_those_that_attend_uses()
    {
        QFETCH(int, window);
        QFETCH(int, queries);
        const Tensor q = torch::randn({2, 6, queries, 16});
        const Tensor k = torch::randn({2, 3, 11, 16});
        const Tensor v = torch::randn({2, 3, 11, 16});
        const Tensor weights = attention_weights(q, k, window);
        QCOMPARE(weights.sizes(), (at::IntArrayRef{2, 6, queries, 11}));
        TTT_VERIFY_BELOW(largest_difference(weights.sum(-1), torch::ones({2, 6, queries})), 1e-6);
        const Tensor values = v.repeat_interleave(2, 1);
        TTT_VERIFY_BELOW(largest_difference(torch::matmul(weights, values), attend(q, k, v, window)), 2e-6);
        const Tensor unseen = visible_keys(queries, 11, window, torch::kCPU).logical_not();
        QVERIFY(weights.masked_select(unseen).eq(0).all().item<bool>());
        QVERIFY(weights.masked_select(unseen.logical_not()).gt(0).all().item<bool>());
    }

    void each_query_sees_its_window()
    {
        const Tensor seen = visible_keys(2, 5, 3, torch::kCPU);
        QVERIFY(seen.equal(torch::tensor({{0, 1, 1, 1, 0}, {0, 0, 1, 1, 1}}, torch::kBool)));
        QVERIFY(visible_keys(2, 3, 0, torch::kCPU).equal(torch::tensor({{1, 1, 0}, {1, 1, 1}}, torch::kBool)));
    }

    void all_places_after_the_same_token_match()
    {
        const Tensor text = ids({-1, 7, 8, 7, 9, 7});  // items 0 to 4, in front of them nothing
        const Tensor full = torch::tensor(
            {{0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 1, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 1, 0, 1, 0}}, torch::kBool);
        QVERIFY(prefix_matches(text, 5, 0).equal(full));
        QVERIFY(prefix_matches(text, 2, 0).equal(full.slice(0, 3)));
        const Tensor near = full.clone();
        near[4][1] = false;  // three tokens back
        QVERIFY(prefix_matches(text, 5, 3).equal(near));
        QVERIFY(prefix_matches(ids({5, 5, 5}), 2, 0).equal(torch::tensor({{1, 0}, {1, 1}}, torch::kBool)));
    }

    void a_head_that_finds_what_came_next_scores_one_and_one_that_looks_everywhere_its_share()
    {
        constexpr std::int64_t vocabulary = 16;
        constexpr std::int64_t span = 6;
        ModelWeights weights = random_weights(vocabulary, 0);
        const HeadCopying copying(weights);
        const Tensor text = ids({3, 1, 4, 5, 9, 2, 3, 1, 4, 5, 9, 2});
        const Tensor one_hot = torch::one_hot(text, vocabulary).to(torch::kFloat32);
        // Queries of head 0 are their own token, keys the token before: the dot product finds the match. Head 1: zeros.
        const Tensor q = torch::stack({one_hot, torch::zeros_like(one_hot)}).unsqueeze(0);
        const Tensor k = keys_that_find(text, vocabulary, 100).view({1, 1, 2 * span, vocabulary});
        const Tensor v = torch::randn({1, 1, 2 * span, weights.config.head_dim});
        for (const std::int64_t chunk : {2 * span, std::int64_t{5}}) {
            HeadMeter meter(copying, weights.config);
            meter.begin(text);
            for (std::int64_t begin = 0; begin < 2 * span; begin += chunk) {
                const std::int64_t end = std::min(begin + chunk, 2 * span);
                meter.on_attention(0, q.slice(2, begin, end), k.slice(2, 0, end), v.slice(2, 0, end), 0);
            }
            double share = 0;
            for (std::int64_t query = span; query < 2 * span; ++query)
                share += 1.0 / static_cast<double>(query + 1) / span;
            const auto heads = meter.means().front();
            TTT_VERIFY_BELOW(std::abs(heads[0].prefix - 1), 1e-6);
            TTT_VERIFY_BELOW(std::abs(heads[1].prefix - share), 1e-6);
            TTT_VERIFY_BELOW(std::abs(heads[0].even - share), 1e-6);
        }
    }

    void a_text_without_repeats_has_no_prefix_score()
    {
        const auto heads = score(random_weights(20, 0), ids({1, 2, 3, 4, 5}), 2);
        QVERIFY(std::isnan(heads[0].prefix) && std::isnan(heads[1].prefix));
        QVERIFY(std::isfinite(heads[0].copying));
    }

    void a_repeat_beyond_the_window_is_not_in_sight()
    {
        const Tensor text = ids({1, 2, 3, 4, 5, 6, 1});
        QVERIFY(std::isnan(score(random_weights(20, 5), text, 3)[0].prefix));
        QVERIFY(score(random_weights(20, 6), text, 3)[0].prefix > 0);
    }

    void copying_is_the_standardised_logit_of_the_token()
    {
        const ModelWeights weights = random_weights(50, 0);
        const std::int64_t h = weights.config.head_dim;
        const Tensor values = torch::randn({1, 9, h});
        const Tensor tokens = torch::randint(50, {9}, torch::kLong);
        const Tensor measured = HeadCopying(weights).measure(0, values, tokens);
        for (std::int64_t head = 0; head < 2; ++head) {
            const Tensor read = std::get<AttentionWeights>(weights.layers[0].mixer)
                                    .output.slice(1, head * h, (head + 1) * h)
                                    .to(torch::kFloat64);
            const Tensor written = torch::matmul(values[0].to(torch::kFloat64), read.t()) * weights.final_norm;
            const Tensor logits = torch::matmul(written, weights.head.to(torch::kFloat64).t());
            const Tensor own = logits.gather(1, tokens.unsqueeze(1)).squeeze(1);
            const Tensor expected = (own - logits.mean(-1)) / logits.std(-1, false);
            TTT_VERIFY_BELOW(largest_difference(measured[head].to(torch::kFloat64), expected), 1e-5);
        }
    }

    void a_value_of_zero_copies_nothing()
    {
        const ModelWeights weights = random_weights(50, 0);
        const Tensor none = torch::zeros({1, 3, weights.config.head_dim});
        QVERIFY(HeadCopying(weights).measure(0, none, ids({1, 2, 3})).eq(0).all().item<bool>());
    }

    void a_head_that_writes_its_own_token_copies_and_its_mirror_the_opposite()
    {
        constexpr std::int64_t vocabulary = 16;
        ModelWeights weights = random_weights(vocabulary, 0);
        const std::int64_t h = weights.config.head_dim;
        weights.head = weights.embedding = torch::eye(vocabulary, width);
        auto& attention = std::get<AttentionWeights>(weights.layers[0].mixer);
        attention.value = torch::eye(h, width);
        attention.output = torch::cat({torch::eye(width, h), -torch::eye(width, h)}, 1);
        const auto heads = score(weights, torch::randint(vocabulary, {40}, torch::kLong), 7);
        // One logit of V stands out: (1 - 1/V) / sqrt(1/V - 1/V^2) = sqrt(V - 1), wherever the head looks.
        TTT_VERIFY_BELOW(std::abs(heads[0].copying - std::sqrt(vocabulary - 1.0)), 0.2);
        TTT_VERIFY_BELOW(std::abs(heads[1].copying + std::sqrt(vocabulary - 1.0)), 0.2);
    }

    void stretches_and_blocks_leave_the_scores_alone()
    {
        const ModelWeights weights = random_weights(12, 9);
        const Tensor text = torch::randint(12, {60}, torch::kLong);
        const auto whole = score(weights, text, 60);
        for (const auto& other : {score(weights, text, 7), score(weights, text, 60, 1), score(weights, text, 16, 700)})
            for (std::size_t head = 0; head < 2; ++head) {
                TTT_VERIFY_BELOW(std::abs(other[head].prefix - whole[head].prefix), 1e-6);
                TTT_VERIFY_BELOW(std::abs(other[head].copying - whole[head].copying), 1e-5);
            }
        QVERIFY(whole[0].prefix != whole[1].prefix);
    }

    void several_texts_are_averaged_query_by_query()
    {
        const ModelWeights weights = random_weights(6, 0);
        const Tensor first = ids({1, 2, 1, 2});   // two queries with a match each
        const Tensor second = ids({3, 3, 4, 5});  // one
        RunConfig frozen;
        frozen.arms = Arms::frozen;
        const HeadCopying copying(weights);
        HeadMeter meter(copying, weights.config);
        ReadObservers observers;
        observers.on_attention = [&](std::int64_t layer, const Tensor& q, const Tensor& k, const Tensor& v,
                                     std::int64_t window) { meter.on_attention(layer, q, k, v, window); };
        for (const Tensor& text : {first, second}) {
            meter.begin(text);
            ArmReader(weights, frozen).read(text, observers);
        }
        const double expected = (2 * score(weights, first, 4)[0].prefix + score(weights, second, 4)[0].prefix) / 3;
        TTT_VERIFY_BELOW(std::abs(meter.means()[0][0].prefix - expected), 1e-6);
    }
};

TTT_TEST(TestHeadScores)
#include "tst_head_scores.moc"
