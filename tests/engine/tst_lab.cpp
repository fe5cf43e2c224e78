// The second door: a run read again through the public header, against what the run itself logged.
#include "engine/lab.h"
#include "engine/records/error.h"
#include "engine/records/patterns.h"
#include "engine/runner.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <cmath>
#include <fstream>
#include <optional>

using namespace ttt;
using namespace ttt::test;

namespace {

/// Babble in which ten digits come back, so that the induction rule is right somewhere.
std::string text_with_repeats()
{
    std::string text = babble(160);
    for (const std::size_t at : {10UL, 70UL, 130UL})
        text.replace(at, 10, "0123456789");
    return text;
}

}  // namespace

class TestLab : public QObject {
    Q_OBJECT

private:
    RunConfig config() const
    {
        RunConfig config;
        config.model = files_.path("model");
        config.document = files_.path("repeats.txt");
        config.centre_keys = true;
        config.relative_cap = 0.4;
        return config;
    }

    /// What a run with this configuration logs.
    struct Logged {
        RunHeader header;
        DocumentRecord document;
        std::vector<StepRecord> steps;
    };

    static Logged logged(const RunConfig& config)
    {
        Runner runner(config);
        Logged run{runner.header(), runner.document(), {}};
        while (std::optional<StepRecord> step = runner.step())
            run.steps.push_back(std::move(*step));
        return run;
    }

    static Lab opened(const Logged& run) { return Lab(run.header.config, run.document.token_ids); }

    static Lab read_whole(const Logged& run)
    {
        Lab lab = opened(run);
        while (lab.step()) {
        }
        return lab;
    }

    TinyFiles files_;

private Q_SLOTS:
    void initTestCase()
    {
        torch::set_num_threads(1);  // a tiny model gains nothing from more
        write_text(files_.path("repeats.txt"), text_with_repeats());
    }

    void it_reads_chunk_by_chunk_to_the_end()
    {
        const Logged run = logged(config());
        Lab lab = opened(run);
        QCOMPARE(lab.items_read(), std::int64_t{0});
        QCOMPARE(lab.model_hash(), run.header.model_hash);
        for (std::int64_t read = 16; read <= 160; read += 16) {
            QVERIFY(lab.step());
            QCOMPARE(lab.items_read(), read);
        }
        QVERIFY(!lab.step());
        QVERIFY(!lab.step());
        QCOMPARE(lab.items_read(), std::int64_t{160});
    }

    void patterns_are_those_of_the_run()
    {
        const Logged run = logged(config());
        std::vector<std::int64_t> items;
        std::vector<double> changes;
        for (const StepRecord& step : run.steps)
            for (const PatternEvent& event : patterns_of(step)) {
                items.push_back(event.position);
                changes.push_back(event.logit_change);
            }
        QVERIFY(items.size() > 10);
        const Lab lab = read_whole(run);
        const PatternTrace trace = lab.trace_patterns(items, {});
        bool moved = false;
        for (std::size_t row = 0; row < items.size(); ++row) {
            TTT_VERIFY_BELOW(std::abs(trace.measured[row] - changes[row]), 2e-5);
            const LogitTrace single = lab.trace_logit(items[row]);
            QCOMPARE(single.token, run.document.token_ids[static_cast<std::size_t>(items[row])]);
            TTT_VERIFY_BELOW(std::abs(single.change - changes[row]), 2e-5);
            TTT_VERIFY_BELOW(std::abs(single.direct + single.rescaled + single.indirect - single.change), 2e-5);
            TTT_VERIFY_BELOW(std::abs(single.direct - trace.predicted[row]), 2e-5);
            moved = moved || std::abs(changes[row]) > 0.1;
        }
        QVERIFY(moved);
    }

    void half_read_answers_what_was_read()
    {
        const Logged run = logged(config());
        Lab lab = opened(run);
        TTT_VERIFY_SENTENCE(lab.trace_logit(1), "Nothing was read yet.");
        TTT_VERIFY_SENTENCE(lab.trace_chunk(0), "Nothing was read yet.");
        TTT_VERIFY_SENTENCE(lab.trace_patterns({}, {}), "Nothing was read yet.");
        for (int chunk = 0; chunk < 3; ++chunk)
            lab.step();
        const LogitTrace half = lab.trace_logit(40);
        QCOMPARE(half.by_chunk.size(), std::size_t{2});
        const LogitTrace whole = read_whole(run).trace_logit(40);
        QCOMPARE(half.by_token, whole.by_token);
        QCOMPARE(half.change, whole.change);
        TTT_VERIFY_SENTENCE(lab.trace_logit(48), "are 1 to 47.");
        TTT_VERIFY_SENTENCE(lab.trace_logit(0), "Token 0 can't be traced");
        TTT_VERIFY_SENTENCE(lab.trace_logit(-5), "Token -5 can't be traced");
        TTT_VERIFY_SENTENCE(lab.trace_logit(20, 260), "no token 260");
        QCOMPARE(lab.trace_chunk(2).by_item.size(), std::size_t{0});
        TTT_VERIFY_SENTENCE(lab.trace_chunk(3), "are 0 to 2.");
    }

    void an_adapted_run_is_opened_with_both_arms()
    {
        RunConfig asked = config();
        const LogitTrace paired = read_whole(logged(asked)).trace_logit(100);
        asked.arms = Arms::adapted;
        const LogitTrace adapted = read_whole(logged(asked)).trace_logit(100);
        QVERIFY(paired.change != 0);
        QCOMPARE(adapted.change, paired.change);
        QCOMPARE(adapted.by_token, paired.by_token);
    }

    void a_last_piece_that_is_no_chunk()
    {
        RunConfig asked = config();
        asked.tokens = 150;
        const Lab lab = read_whole(logged(asked));
        QCOMPARE(lab.items_read(), std::int64_t{150});
        QCOMPARE(lab.trace_logit(149).by_chunk.size(), std::size_t{9});
        QCOMPARE(lab.trace_chunk(8).by_item.size(), std::size_t{5});
        TTT_VERIFY_SENTENCE(lab.trace_chunk(9), "are 0 to 8.");
    }

    void what_does_not_learn_says_so()
    {
        RunConfig asked = config();
        asked.arms = Arms::frozen;
        const Logged frozen = logged(asked);
        Lab lab = opened(frozen);  // opening must work: other questions have answers
        TTT_VERIFY_SENTENCE(lab.step(), "nothing that learns");
        TTT_VERIFY_SENTENCE(lab.step(), "nothing that learns");
        QCOMPARE(lab.items_read(), std::int64_t{0});

        Logged random = logged(config());
        random.header.config.control = Control::random;
        Lab controlled = opened(random);
        TTT_VERIFY_SENTENCE(controlled.step(), "random numbers");
    }

    void a_text_that_can_not_be()
    {
        const RunConfig asked = logged(config()).header.config;
        TTT_VERIFY_SENTENCE(Lab(asked, {}), "no text");
        TTT_VERIFY_SENTENCE(Lab(asked, {5, 260, 1}), "the token 260");
        TTT_VERIFY_SENTENCE(Lab(asked, {5, -1, 1}), "the token -1");
        RunConfig elsewhere = asked;
        elsewhere.model = files_.path("nowhere");
        TTT_VERIFY_SENTENCE(Lab(elsewhere, {1, 2, 3}), "nowhere");
    }

    void a_text_too_long_for_memory_is_refused_before_the_first_step()
    {
        ModelConfig wide = tiny_config(true);
        wide.intermediate_size = 4096;  // 17 KB a token and fast layer
        wide.ttt.layers = {0, 1, 2, 3, 4};
        write_model(files_.path("wide"), wide, 5, [](const std::string&, torch::Tensor&) {});
        std::ifstream info("/proc/meminfo");
        std::string name, unit;
        std::int64_t kibibytes = 0;
        while (info >> name >> kibibytes && name != "MemTotal:")
            info >> unit;
        RunConfig asked = logged(config()).header.config;
        asked.model = files_.path("wide");
        asked.fast_layers = wide.ttt.layers;
        asked.inner_lr = asked.decay = std::vector<double>(5, 0.5);
        const auto tokens = static_cast<std::size_t>(kibibytes / (5 * 16));  // all memory there is
        Lab lab(asked, std::vector<std::int32_t>(tokens, 65));
        TTT_VERIFY_SENTENCE(lab.step(), "more than half of the");
        QCOMPARE(lab.items_read(), std::int64_t{0});
    }
};

TTT_TEST(TestLab)
#include "tst_lab.moc"
