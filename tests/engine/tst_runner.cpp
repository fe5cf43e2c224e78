#include "engine/machine/device.h"
#include "engine/records/compare.h"
#include "engine/records/error.h"
#include "engine/runner.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <QRegularExpression>

#include <cmath>
#include <functional>
#include <map>
#include <memory>

using namespace ttt;
using namespace ttt::test;

namespace {

struct Run {
    RunHeader header;
    DocumentRecord document;
    std::vector<StepRecord> steps;
    RunSummary summary;

    std::vector<float> column(Column column) const
    {
        std::vector<float> all;
        for (const StepRecord& step : steps)
            for (const ItemColumn& part : step.columns)
                if (part.column == column)
                    all.insert(all.end(), part.values.begin(), part.values.end());
        return all;
    }
};

Run run(const RunConfig& config)
{
    Runner runner(config);
    Run result{.header = runner.header(), .document = runner.document(), .steps = {}, .summary = {}};
    while (auto step = runner.step())
        result.steps.push_back(std::move(*step));
    result.summary = runner.summary();
    return result;
}

const Total& adapted_total(const RunSummary& summary)
{
    return *find_total(summary, Column::nll_adapted);
}

std::optional<double> metric(const StepRecord& step, Metric which, std::int32_t layer = -1)
{
    for (const MetricValue& value : step.metrics)
        if (value.metric == which && value.layer == layer)
            return value.value;
    return std::nullopt;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b)
{
    if (a.size() != b.size())
        return INFINITY;
    double largest = 0;
    for (std::size_t index = 0; index < a.size(); ++index)
        if (std::isnan(a[index]) != std::isnan(b[index]))
            return INFINITY;
        else if (!std::isnan(a[index]))
            largest = std::max(largest, std::abs(static_cast<double>(a[index]) - b[index]));
    return largest;
}

std::string difference(const Run& a, const Run& b)
{
    if (a.steps.size() != b.steps.size())
        return "another number of steps";
    for (std::size_t index = 0; index < a.steps.size(); ++index)
        if (const auto found = first_difference(a.steps[index], b.steps[index]))
            return *found;
    return {};
}

std::string error_of(const RunConfig& config)
{
    try {
        run(config);
    } catch (const Error& error) {
        return error.what();
    }
    return "(nothing was thrown)";
}

}  // namespace

class TestRunner : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<TinyFiles> files_;

    RunConfig config() const
    {
        RunConfig config;
        config.model = files_->path("model");
        config.document = files_->path("text.txt");
        return config;
    }

private Q_SLOTS:
    void initTestCase() { files_ = std::make_unique<TinyFiles>(); }

    void reads_the_whole_document_in_chunks()
    {
        const Run result = run(config());
        QCOMPARE(result.header.item_count, 150);
        QCOMPARE(result.header.step_count, 10);
        QCOMPARE(result.header.layer_count, 5);
        QCOMPARE(result.steps.size(), 10U);
        std::int64_t position = 0;
        for (const StepRecord& step : result.steps) {
            QCOMPARE(step.begin, position);
            position = step.end;
            for (const ItemColumn& column : step.columns)
                QCOMPARE(static_cast<std::int64_t>(column.values.size()),
                         (step.end - step.begin) * find_column(static_cast<std::int32_t>(column.column))->width);
        }
        QCOMPARE(position, 150);
        QCOMPARE(result.summary.state, RunState::finished);
        QCOMPARE(result.summary.items, 150);
        QCOMPARE(adapted_total(result.summary).count, 149);
        QCOMPARE(result.summary.updates, 9);
        QVERIFY(result.summary.message.empty());
        QVERIFY(result.header.model_hash.starts_with("xxh3:"));
        QCOMPARE(result.header.run_id.size(), 36U);
        QCOMPARE(result.document.bytes.size(), 150U);
        QCOMPARE(result.document.vocabulary.size(), 260U);
        QCOMPARE(result.document.vocabulary[result.document.token_ids[7]], result.document.bytes.substr(7, 1));
    }

    void choices_are_resolved()
    {
        const RunConfig resolved = Runner(config()).header().config;
        QCOMPARE(resolved.tokens, 150);
        QCOMPARE(resolved.chunk, 16);
        QCOMPARE(resolved.fast_layers, (std::vector<std::int64_t>{1, 3}));
        QCOMPARE(resolved.inner_lr, (std::vector<double>{0.05, 0.05}));
        QCOMPARE(resolved.decay.size(), 2U);
        QVERIFY(std::abs(resolved.decay[0] - 1 / (1 + std::exp(-4.0))) < 1e-12);
        QCOMPARE(resolved.target.text(), std::string("trained"));
        QCOMPARE(resolved.target_source.text(), std::string("input_embed"));
        QVERIFY(resolved.target_scale && resolved.relative_cap && resolved.clip && resolved.centre_keys);
        QCOMPARE(resolved.window.value_or(-1), 12);
    }

    void adapted_parts_from_frozen_behind_the_first_chunk()
    {
        const Run result = run(config());
        const auto frozen = result.column(Column::nll_frozen);
        const auto adapted = result.column(Column::nll_adapted);
        QVERIFY(std::isnan(frozen[0]) && std::isnan(adapted[0]));
        // Token 16 was predicted by the last hidden state of chunk 0, before anything was written.
        for (std::size_t item = 1; item <= 16; ++item)
            QCOMPARE(adapted[item], frozen[item]);
        QVERIFY(adapted[17] != frozen[17]);
        QVERIFY(largest_difference(adapted, frozen) > 1e-3);
    }

    void sums_and_metrics_are_those_of_the_columns()
    {
        RunConfig asked = config();
        asked.perplexity_window = 20;
        const Run result = run(asked);
        const auto nll = result.column(Column::nll_adapted);
        double total = 0;
        for (std::size_t item = 1; item < nll.size(); ++item)
            total += nll[item];
        QVERIFY(std::abs(adapted_total(result.summary).sum - total) < 1e-9);
        QVERIFY(std::abs(*metric(result.steps.back(), Metric::perplexity_adapted) - std::exp(total / 149)) < 1e-9);
        double recent = 0;
        for (std::size_t item = 130; item < 150; ++item)
            recent += nll[item];
        QVERIFY(std::abs(*metric(result.steps.back(), Metric::window_perplexity_adapted) - std::exp(recent / 20)) <
                1e-9);
        double first = 0;
        for (std::size_t item = 1; item < 16; ++item)
            first += nll[item];
        QVERIFY(std::abs(*metric(result.steps.front(), Metric::nll_adapted) - first / 15) < 1e-9);
        QCOMPARE(*metric(result.steps[4], Metric::updates), 5.0);
    }

    void ranks_and_top_tokens_fit_the_nll()
    {
        const Run result = run(config());
        const auto nll = result.column(Column::nll_adapted);
        const auto rank = result.column(Column::rank_adapted);
        const auto top = result.column(Column::top_ids_adapted);
        const auto top_nll = result.column(Column::top_nll_adapted);
        int in_top = 0;
        for (std::size_t item = 1; item < 150; ++item) {
            for (std::size_t place = 0; place < 5; ++place) {
                QVERIFY(place == 0 || top_nll[item * 5 + place] >= top_nll[item * 5 + place - 1]);
                if (static_cast<std::int32_t>(top[item * 5 + place]) != result.document.token_ids[item])
                    continue;
                ++in_top;
                QCOMPARE(rank[item], static_cast<float>(place + 1));
                QVERIFY(std::abs(top_nll[item * 5 + place] - nll[item]) < 1e-5);
            }
            QVERIFY(rank[item] >= 1 && rank[item] <= 260);
        }
        QVERIFY(in_top > 0);
    }

    void paired_is_two_separate_runs()
    {
        const Run paired = run(config());
        RunConfig alone = config();
        alone.arms = Arms::adapted;
        const Run adapted = run(alone);
        alone.arms = Arms::frozen;
        const Run frozen = run(alone);
        TTT_VERIFY_BELOW(largest_difference(paired.column(Column::nll_adapted), adapted.column(Column::nll_adapted)),
                         1e-5);
        TTT_VERIFY_BELOW(largest_difference(paired.column(Column::nll_frozen), frozen.column(Column::nll_frozen)),
                         1e-5);
        QVERIFY(adapted.column(Column::nll_frozen).empty());
        QVERIFY(frozen.column(Column::nll_adapted).empty());
        QVERIFY(frozen.steps.back().fast_hash.empty());
        QCOMPARE(frozen.summary.updates, 0);
        QVERIFY(frozen.header.config.fast_layers.empty());
        QVERIFY(!metric(frozen.steps[3], Metric::updates));
    }

    void a_zero_convolution_or_rate_leaves_every_number_alone()
    {
        const std::string directory = files_->path("zero");
        write_model(directory, tiny_config(true), 5, [](const std::string&, torch::Tensor&) {});
        RunConfig no_convolution = config();
        no_convolution.model = directory;
        RunConfig no_rate = config();
        no_rate.inner_lr = {0.0};
        for (const RunConfig& asked : {no_convolution, no_rate}) {
            const Run result = run(asked);
            QCOMPARE(result.summary.updates, 9);
            QCOMPARE(largest_difference(result.column(Column::nll_adapted), result.column(Column::nll_frozen)), 0.0);
            QCOMPARE(largest_difference(result.column(Column::top_nll_adapted), result.column(Column::top_nll_frozen)),
                     0.0);
            QCOMPARE(largest_difference(result.column(Column::rank_adapted), result.column(Column::rank_frozen)), 0.0);
            QCOMPARE(*metric(result.steps[8], Metric::drift_norm, 3), 0.0);
        }
    }

    void the_same_run_again_is_identical()
    {
        RunConfig asked = config();
        asked.twin = files_->path("plain");
        asked.relative_cap = 0.3;
        const Run first = run(asked);
        QCOMPARE(difference(first, run(asked)), std::string());
        const Run again = run(first.header.config);
        QCOMPARE(difference(first, again), std::string());
        QVERIFY(again.header.config == first.header.config);
        QVERIFY(again.header.run_id != first.header.run_id);

        asked.inner_lr = {0.0501};
        QVERIFY(difference(first, run(asked)).starts_with("Step 0: metric delta_norm of layer 1 is "));
    }

    void tokens_limit_what_is_read()
    {
        RunConfig asked = config();
        asked.tokens = 40;
        const Run part = run(asked);
        QCOMPARE(part.header.item_count, 40);
        QCOMPARE(part.document.bytes, babble(150).substr(0, 40));
        asked.tokens = 1000;
        QCOMPARE(run(asked).header.item_count, 150);
        // What comes later changes nothing earlier, but for the rounding of sums over another number of rows.
        const Run whole = run(config());
        const auto first_chunks = [](std::vector<float> nll) {
            nll.resize(2 * tiny_chunk);
            return nll;
        };
        TTT_VERIFY_BELOW(largest_difference(first_chunks(whole.column(Column::nll_adapted)),
                                            first_chunks(part.column(Column::nll_adapted))),
                         1e-4);
    }

    void a_short_document_runs_and_says_so()
    {
        write_text(files_->path("short.txt"), "only ten b");
        RunConfig asked = config();
        asked.document = files_->path("short.txt");
        const Run result = run(asked);
        QCOMPARE(result.steps.size(), 1U);
        QCOMPARE(result.summary.updates, 0);
        QCOMPARE(result.summary.message,
                 std::string("No update fired: the document (10 tokens) is shorter than one chunk (16)."));
        QCOMPARE(difference(result, run(result.header.config)), std::string());

        write_text(files_->path("one.txt"), "x");
        asked.document = files_->path("one.txt");
        const Run single = run(asked);
        QVERIFY(single.summary.totals.empty());
        QVERIFY(!metric(single.steps[0], Metric::nll_adapted));
    }

    void the_twin_reads_along()
    {
        RunConfig asked = config();
        asked.twin = files_->path("plain");
        const Run both = run(asked);
        RunConfig alone = config();
        alone.model = files_->path("plain");
        alone.arms = Arms::frozen;
        alone.chunk = 16;
        const Run twin = run(alone);
        QCOMPARE(both.header.twin_hash, twin.header.model_hash);
        QCOMPARE(largest_difference(both.column(Column::nll_twin), twin.column(Column::nll_frozen)), 0.0);
        QCOMPARE(largest_difference(both.column(Column::rank_twin), twin.column(Column::rank_frozen)), 0.0);
        QVERIFY(std::abs(find_total(both.summary, Column::nll_twin)->sum -
                         find_total(twin.summary, Column::nll_frozen)->sum) < 1e-9);
    }

    void targets_can_be_set_by_hand_on_a_plain_model()
    {
        RunConfig asked = config();
        asked.model = files_->path("plain");
        asked.target = Target::lm_aligned;
        asked.target_scale = 0.5;
        asked.fast_layers = {2};
        asked.inner_lr = {0.1};
        asked.chunk = 16;
        const Run result = run(asked);
        QCOMPARE(result.summary.updates, 9);
        QCOMPARE(result.header.config.decay, std::vector<double>{1.0});
        QVERIFY(largest_difference(result.column(Column::nll_adapted), result.column(Column::nll_frozen)) > 1e-3);
        asked.target = Target::reconstruction;
        QVERIFY(difference(result, run(asked)).find("layer 2") != std::string::npos);
    }

    void bf16_runs_near_f32()
    {
        RunConfig asked = config();
        asked.dtype = Dtype::bf16;
        const Run half = run(asked);
        const Run full = run(config());
        const double mean = std::abs(adapted_total(half.summary).sum - adapted_total(full.summary).sum) / 149;
        TTT_VERIFY_BELOW(mean, 0.05);
        QVERIFY(adapted_total(half.summary).sum != adapted_total(full.summary).sum);
        const double health = *metric(half.steps[3], Metric::precision_health, 1);
        QVERIFY(health > 0.9 && health < 1.1 && health != 1.0);
    }

    void what_blows_up_is_named_and_the_steps_before_stay()
    {
        RunConfig asked = config();
        asked.inner_lr = {1e17};  // a first drift of about 1e19: norms leave f32 in the next chunk
        Runner runner(asked);
        int steps = 0;
        while (runner.step())
            ++steps;
        QCOMPARE(runner.summary().state, RunState::diverged);
        const QString sentence = QString::fromStdString(runner.summary().message);
        const QRegularExpression expected(
            "^Diverged at chunk (\\d+): the (output change|update|drift) of layer [13] is no longer "
            "finite; a smaller inner learning rate");
        const QRegularExpressionMatch match = expected.match(sentence);
        QVERIFY2(match.hasMatch(), qPrintable(sentence));
        QVERIFY(steps > 0);
        QCOMPARE(match.captured(1).toInt(), steps);
        QCOMPARE(runner.summary().steps, steps);
        QCOMPARE(runner.summary().items, steps * 16);
        QVERIFY(!runner.step());
        QCOMPARE(runner.summary().state, RunState::diverged);
    }

    void weights_that_somebody_writes_meanwhile_end_the_run()
    {
        RunConfig asked = config();
        asked.model = files_->path("written");
        std::filesystem::copy(files_->path("model"), asked.model, std::filesystem::copy_options::recursive);
        asked.method = "dynamic-evaluation";  // a segment at a time
        asked.segment = 16;
        Runner runner(asked);
        QVERIFY(runner.step());
        std::filesystem::resize_file(asked.model + "/model.safetensors", 100);
        try {
            while (runner.step())
                ;
            QFAIL("It went on.");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).contains("model.safetensors was changed while the run read"), error.what());
        }
        QCOMPARE(runner.summary().steps, 1);
    }

    void a_frozen_reading_may_be_shorter_than_a_chunk()
    {
        RunConfig asked = config();
        asked.arms = Arms::frozen;
        asked.chunk = 1000;
        const Run result = run(asked);
        QCOMPARE(result.steps.size(), 1U);
        QCOMPARE(result.summary.items, 150);
        QCOMPARE(result.summary.state, RunState::finished);
    }

    void what_goes_astray_is_read_to_its_end_and_called_so()
    {
        RunConfig asked = config();
        asked.method = "dynamic-evaluation";
        asked.parameters = "norms";  // they grow and logits with them; nothing overflows
        asked.optimizer = Optimizer::sgd;
        asked.segment = 16;
        asked.lr = 1000;
        const Run result = run(asked);
        QCOMPARE(result.steps.size(), 10U);
        QCOMPARE(result.summary.state, RunState::diverged);
        QVERIFY2(result.summary.message.starts_with("Diverged at chunk "), result.summary.message.c_str());
        asked.arms = Arms::adapted;  // nothing to compare it with
        QCOMPARE(run(asked).summary.state, RunState::finished);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("model") << "model"
                               << "The model '/no/such' does not exist.";
        QTest::newRow("no model") << "no model"
                                  << "No model was chosen.";
        QTest::newRow("no document") << "no document"
                                     << "No document was chosen.";
        QTest::newRow("document") << "document"
                                  << "/no/such.txt";
        QTest::newRow("empty document") << "empty"
                                        << "empty.txt is empty.";
        QTest::newRow("tokenizer") << "tokenizer"
                                   << "tokenizer of another model: it has 257 tokens and the model 200";
        QTest::newRow("chunk") << "chunk"
                               << "The chunk size must be a whole number of at least 1, not -1.";
        QTest::newRow("large chunk") << "large chunk"
                                     << "A chunk of 151 tokens is larger than the document";
        QTest::newRow("no chunk") << "no chunk"
                                  << "does not say how long a chunk is";
        QTest::newRow("layer") << "layer"
                               << "The layer 5 does not exist: the model has the layers 0 to 4.";
        QTest::newRow("layer order") << "layer order"
                                     << "ascending order, not as 3, 1.";
        QTest::newRow("untrained layer") << "untrained layer"
                                         << "Layer 2 of the model";
        QTest::newRow("plain model") << "plain"
                                     << "would change nothing";
        QTest::newRow("rates") << "rates"
                               << "There are 3 values of the inner learning rate for 2 fast layers";
        QTest::newRow("negative rate") << "negative rate"
                                       << "The inner learning rate must be a number of at least 0, not -1.";
        QTest::newRow("decays") << "decays"
                                << "There are 3 values of the decay for 2 fast layers";
        QTest::newRow("decay") << "decay"
                               << "The decay must be a number above 0 and at most 1, not 1.5.";
        QTest::newRow("target") << "target"
                                << "The target must be one of trained, lm-aligned";
        QTest::newRow("source") << "source"
                                << "The target source must be one of hidden_states, input_embed";
        QTest::newRow("scale") << "scale"
                               << "The target scale 2 belongs to targets set by hand";
        QTest::newRow("arms") << "arms"
                              << "The choice of arms must be one of paired, adapted, frozen";
        QTest::newRow("device") << "device"
                                << "The device must be one of cpu, cuda";
        QTest::newRow("dtype") << "dtype"
                               << "The dtype must be one of f32, bf16";
        QTest::newRow("method") << "method"
                                << "The method must be one of in-place, dynamic-evaluation";
        QTest::newRow("window") << "window"
                                << "The attention window must be a whole number of at least 0, not -5.";
        QTest::newRow("tokens") << "tokens"
                                << "The number of tokens must be a whole number of at least 1, not -2.";
        QTest::newRow("cap") << "cap"
                             << "The relative cap must be a number of at least 0";
        QTest::newRow("perplexity window") << "perplexity"
                                           << "The window of the perplexity must be a whole number of at least 1";
        QTest::newRow("twin") << "twin"
                              << "has the tokenizer of another model than";
        QTest::newRow("no rate") << "no rate"
                                 << "names no inner learning rate for layer 2";
    }

    void a_frozen_run_asks_for_no_chunk()
    {
        RunConfig asked = config();
        asked.model = files_->path("plain");
        asked.arms = Arms::frozen;
        QCOMPARE(error_of(asked), std::string("(nothing was thrown)"));
    }

    void refusals()
    {
        QFETCH(QString, key);
        QFETCH(QString, sentence);
        RunConfig asked = config();
        spoil(key.toStdString(), asked);
        const std::string error = error_of(asked);
        QVERIFY2(QString::fromStdString(error).contains(sentence), error.c_str());
    }

    void absent_cuda_is_one_sentence()
    {
        if (cuda_available())
            QSKIP("There is a GPU here.");
        RunConfig asked = config();
        asked.device = Device::cuda;
        QVERIFY(error_of(asked).starts_with("CUDA can't be used: "));
    }

private:
    void make_small_vocabulary(const std::string& directory)
    {
        ModelConfig config = tiny_config(true);
        config.vocab_size = 200;
        write_model(directory, config, 5, [](const std::string&, torch::Tensor&) {});
    }

    void spoil(const std::string& key, RunConfig& asked)
    {
        const std::map<std::string, std::function<void()>> spoilers{
            {"model", [&] { asked.model = "/no/such"; }},
            {"no model", [&] { asked.model.clear(); }},
            {"no document", [&] { asked.document.clear(); }},
            {"document", [&] { asked.document = "/no/such.txt"; }},
            {"empty", [&] { write_text(asked.document = files_->path("empty.txt"), ""); }},
            {"tokenizer", [&] { make_small_vocabulary(asked.model = files_->path("small")); }},
            {"chunk", [&] { asked.chunk = -1; }},
            {"large chunk", [&] { asked.chunk = 151; }},
            {"no chunk",
             [&] {
                 asked.model = files_->path("plain");
                 asked.target = Target::lm_aligned;
                 asked.fast_layers = {1};
                 asked.inner_lr = {0.01};
             }},
            {"layer", [&] { asked.fast_layers = {5}; }},
            {"layer order",
             [&] {
                 asked.fast_layers = {3, 1};
             }},
            {"untrained layer",
             [&] {
                 asked.fast_layers = {1, 2};
             }},
            {"plain",
             [&] {
                 asked.model = files_->path("plain");
                 asked.fast_layers = {1};
             }},
            {"rates",
             [&] {
                 asked.inner_lr = {1, 2, 3};
             }},
            {"negative rate", [&] { asked.inner_lr = {-1}; }},
            {"decays",
             [&] {
                 asked.decay = {1, 1, 1};
             }},
            {"decay", [&] { asked.decay = {1.5}; }},
            {"target", [&] { asked.target = Choice<Target>("next"); }},
            {"source", [&] { asked.target_source = Choice<TargetSource>("embedding"); }},
            {"scale", [&] { asked.target_scale = 2; }},
            {"arms", [&] { asked.arms = Choice<Arms>("both"); }},
            {"device", [&] { asked.device = Choice<Device>("tpu"); }},
            {"dtype", [&] { asked.dtype = Choice<Dtype>("f64"); }},
            {"method", [&] { asked.method = "hope"; }},
            {"window", [&] { asked.window = -5; }},
            {"tokens", [&] { asked.tokens = -2; }},
            {"cap", [&] { asked.relative_cap = NAN; }},
            {"perplexity", [&] { asked.perplexity_window = 0; }},
            {"twin", [&] { make_small_vocabulary(asked.twin = files_->path("small")); }},
            {"no rate",
             [&] {
                 asked.model = files_->path("plain");
                 asked.target = Target::previous;
                 asked.fast_layers = {2};
                 asked.chunk = 16;
             }},
        };
        spoilers.at(key)();
    }
};

TTT_TEST(TestRunner)
#include "tst_runner.moc"
