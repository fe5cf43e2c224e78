// The survey of the heads and the attention of one of them, through the door of the engine.
#include "engine/lab.h"
#include "engine/machine/threads.h"
#include "engine/records/error.h"
#include "engine/runner.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <cmath>
#include <memory>
#include <set>

using namespace ttt;
using namespace ttt::test;

namespace {

constexpr std::int64_t window = 12;  // of the tiny model

double row_sum(const AttentionPattern& pattern, std::int64_t query)
{
    double sum = 0;
    for (std::int64_t key = 0; key < pattern.keys; ++key)
        sum += pattern.weights[static_cast<std::size_t>(query * pattern.keys + key)];
    return sum;
}

float weight(const AttentionPattern& pattern, std::int64_t query_item, std::int64_t key_item)
{
    return pattern.weights[static_cast<std::size_t>((query_item - pattern.first_query) * pattern.keys + key_item -
                                                    pattern.first_key)];
}

}  // namespace

class TestLabHeads : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<TinyFiles> files_;

    Lab lab(const std::function<void(RunConfig&)>& change = {}, const std::string& text = "text.txt") const
    {
        RunConfig config;
        config.model = files_->path("model");
        config.document = files_->path(text);
        if (change)
            change(config);
        const Runner runner(config);
        return Lab(runner.header().config, runner.document().token_ids);
    }

private Q_SLOTS:
    void initTestCase()
    {
        set_threads(1);  // a tiny model gains nothing from more
        files_ = std::make_unique<TinyFiles>();
        write_text(files_->path("long.txt"), babble(1100));
    }

    void every_head_has_its_scores()
    {
        const HeadSurvey survey = lab().survey_heads(120, {});
        QCOMPARE(survey.heads.size(), 10U);
        QCOMPARE(survey.heads_per_layer, 2);
        QCOMPARE(survey.span, 5);  // (12 - 2) / 2
        QCOMPARE(survey.repeats, 2);
        QCOMPARE(survey.spans, 8);
        QCOMPARE(survey.items, 120);
        QCOMPARE(survey.window, window);
        for (std::size_t index = 0; index < 10; ++index) {
            const HeadScore& head = survey.heads[index];
            QCOMPARE(head.layer, static_cast<std::int32_t>(index / 2));
            QCOMPARE(head.head, static_cast<std::int32_t>(index % 2));
            QVERIFY(head.prefix_random > 0 && head.prefix_random < 1);
            QVERIFY(head.prefix_document > 0 && head.prefix_document < 1);
            QVERIFY(std::isfinite(head.copying_random) && std::isfinite(head.copying_document));
        }
        double share = 0;  // of the one match among what each query of the second repeat sees
        for (int seen = 6; seen <= 10; ++seen)
            share += 1.0 / seen / 5;
        TTT_VERIFY_BELOW(std::abs(survey.even_random - share), 1e-6);
        QVERIFY(survey.even_document > 1.0 / 12 && survey.even_document < 0.5);
        QCOMPARE(survey.in_context.contexts, 0);
        QVERIFY(std::isnan(survey.in_context.adapted));
    }

    void the_same_seed_draws_the_same_spans()
    {
        const auto prefix = [this](std::uint64_t seed) {
            return lab([seed](RunConfig& config) { config.seed = seed; }).survey_heads(40, {}).heads[3].prefix_random;
        };
        QCOMPARE(prefix(1), prefix(1));
        QVERIFY(prefix(1) != prefix(2));
    }

    void what_was_learned_shows_in_the_document_only()
    {
        const HeadSurvey learns = lab().survey_heads(150, {});
        const HeadSurvey rests = lab([](RunConfig& config) { config.inner_lr = {0}; }).survey_heads(150, {});
        for (std::size_t index = 0; index < 10; ++index) {
            QCOMPARE(learns.heads[index].prefix_random, rests.heads[index].prefix_random);  // 10 tokens: no update
            const bool behind_a_fast_layer = index >= 4;  // layers 2 to 4; the first fast one is layer 1
            QCOMPARE(learns.heads[index].prefix_document != rests.heads[index].prefix_document, behind_a_fast_layer);
        }
    }

    void context_scores_are_losses_of_fresh_contexts()
    {
        const HeadSurvey survey = lab({}, "long.txt").survey_heads(1100, {});
        QCOMPARE(survey.in_context.contexts, 2);
        QVERIFY(std::isfinite(survey.in_context.frozen) && std::isfinite(survey.in_context.adapted));
        QVERIFY(survey.in_context.frozen != survey.in_context.adapted);

        // The same from two runs over 512 tokens each: their columns hold the NLL of every token.
        double frozen = 0, adapted = 0;
        const std::string text = babble(1100);
        for (const std::size_t begin : {0U, 512U}) {
            write_text(files_->path("context.txt"), text.substr(begin, 512));
            RunConfig config;
            config.model = files_->path("model");
            config.document = files_->path("context.txt");
            Runner runner(config);
            while (const auto step = runner.step())
                for (const ItemColumn& column : step->columns)
                    for (std::size_t index = 0; index < column.values.size(); ++index) {
                        const std::int64_t item = step->begin + static_cast<std::int64_t>(index);
                        const double sign = item >= 495 && item < 505 ? 0.05 : item >= 45 && item < 55 ? -0.05 : 0;
                        if (column.column == Column::nll_frozen && sign != 0)
                            frozen += sign * column.values[index];
                        if (column.column == Column::nll_adapted && sign != 0)
                            adapted += sign * column.values[index];
                    }
        }
        TTT_VERIFY_BELOW(std::abs(survey.in_context.frozen - frozen), 1e-5);
        TTT_VERIFY_BELOW(std::abs(survey.in_context.adapted - adapted), 1e-5);
    }

    void a_frozen_run_has_no_adapted_score()
    {
        const HeadSurvey survey =
            lab([](RunConfig& config) { config.arms = Arms::frozen; }, "long.txt").survey_heads(600, {});
        QCOMPARE(survey.in_context.contexts, 1);
        QVERIFY(std::isfinite(survey.in_context.frozen) && std::isnan(survey.in_context.adapted));
        QVERIFY(survey.heads[9].prefix_document > 0);
    }

    void attention_of_a_stretch()
    {
        const Lab opened = lab();
        const AttentionPattern pattern = opened.attention(3, 1, 30, 70, {});
        QCOMPARE(pattern.layer, 3);
        QCOMPARE(pattern.head, 1);
        QCOMPARE(pattern.first_query, 30);
        QCOMPARE(pattern.first_key, 30 - window + 1);
        QCOMPARE(pattern.queries, 40);
        QCOMPARE(pattern.keys, 70 - 19);
        QCOMPARE(pattern.weights.size(), 40U * 51U);
        for (std::int64_t query = 30; query < 70; ++query) {
            TTT_VERIFY_BELOW(std::abs(row_sum(pattern, query - 30) - 1), 1e-5);
            for (std::int64_t key = pattern.first_key; key < 70; ++key)
                QCOMPARE(weight(pattern, query, key) > 0, key <= query && key > query - window);
        }
        const AttentionPattern start = opened.attention(3, 1, 0, 5, {});
        QCOMPARE(start.first_key, 0);
        QCOMPARE(start.keys, 5);
        QCOMPARE(weight(start, 0, 0), 1.0F);
        QVERIFY(opened.attention(3, 0, 30, 70, {}).weights != pattern.weights);
    }

    void where_a_stretch_begins_does_not_matter()
    {
        const Lab opened = lab();
        const AttentionPattern wide = opened.attention(4, 0, 0, 64, {});
        const AttentionPattern narrow = opened.attention(4, 0, 37, 39, {});
        for (std::int64_t query = 37; query < 39; ++query)
            for (std::int64_t key = narrow.first_key; key < 39; ++key)
                TTT_VERIFY_BELOW(std::abs(weight(narrow, query, key) - weight(wide, query, key)), 1e-5);
    }

    void attention_is_that_of_the_adapted_model()
    {
        const Lab learns = lab();
        const Lab rests = lab([](RunConfig& config) { config.arms = Arms::frozen; });
        QVERIFY(learns.attention(2, 0, 40, 60, {}).weights != rests.attention(2, 0, 40, 60, {}).weights);
        const AttentionPattern first = learns.attention(2, 0, 0, 16, {});
        const AttentionPattern frozen = rests.attention(2, 0, 0, 16, {});
        for (std::size_t index = 0; index < first.weights.size(); ++index)
            TTT_VERIFY_BELOW(std::abs(first.weights[index] - frozen.weights[index]), 1e-6);
    }

    void full_attention_has_all_keys()
    {
        const AttentionPattern pattern =
            lab([](RunConfig& config) { config.window = 0; }).attention(0, 0, 100, 103, {});
        QCOMPARE(pattern.first_key, 0);
        QCOMPARE(pattern.keys, 103);
        TTT_VERIFY_BELOW(std::abs(row_sum(pattern, 2) - 1), 1e-5);
        QVERIFY(weight(pattern, 100, 0) > 0 && weight(pattern, 100, 101) == 0);
    }

    void refusals()
    {
        const Lab opened = lab({}, "long.txt");
        TTT_VERIFY_SENTENCE(opened.attention(5, 0, 0, 9, {}),
                            "layer 5 does not exist: the model has the layers 0 to 4");
        TTT_VERIFY_SENTENCE(opened.attention(0, 2, 0, 9, {}), "head 2 does not exist: the model has the heads 0 to 1");
        TTT_VERIFY_SENTENCE(opened.attention(0, 0, 0, 513, {}), "at most 512 tokens at once, not for 513");
        TTT_VERIFY_SENTENCE(opened.attention(0, 0, 1000, 1101, {}), "no stretch of a text");
        TTT_VERIFY_SENTENCE(opened.attention(0, 0, 9, 9, {}), "at least one token");
        TTT_VERIFY_SENTENCE(opened.survey_heads(0, {}), "at least one token");
    }

    void a_stop_is_heard()
    {
        std::stop_source source;
        source.request_stop();
        const Lab opened = lab();
        TTT_VERIFY_SENTENCE(opened.survey_heads(40, source.get_token()), "Cancelled.");
        TTT_VERIFY_SENTENCE(opened.attention(0, 0, 0, 9, source.get_token()), "Cancelled.");
        TTT_VERIFY_SENTENCE(opened.check_causality(4, 9, source.get_token()), "Cancelled.");
    }
};

TTT_TEST(TestLabHeads)
#include "tst_lab_heads.moc"
