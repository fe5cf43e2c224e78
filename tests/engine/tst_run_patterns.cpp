// The induction patterns in the stream of a run.
#include "engine/records/patterns.h"
#include "engine/runner.h"
#include "engine/ttt/arm_reader.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr std::int64_t period = 50;
constexpr std::int64_t tokens = 3 * period;

struct Patterns {
    RunHeader header;
    std::vector<std::int32_t> ids;
    std::vector<PatternEvent> events;
    std::vector<float> induction;  // the column
};

Patterns patterns_of(const RunConfig& config)
{
    Runner runner(config);
    Patterns result{.header = runner.header(), .ids = runner.document().token_ids, .events = {}, .induction = {}};
    while (const auto step = runner.step()) {
        for (const PatternEvent& event : patterns_of(*step))
            result.events.push_back(event);
        for (const ItemColumn& column : step->columns)
            if (column.column == Column::induction)
                result.induction.insert(result.induction.end(), column.values.begin(), column.values.end());
    }
    return result;
}

/// Adapted minus frozen logits f64 [T, V], by reading the document beside the Runner.
Tensor logit_changes(const RunHeader& header, const std::vector<std::int32_t>& ids)
{
    const torch::NoGradGuard no_grad;
    ArmReader reader(load_weights(Checkpoint::open(header.config.model), torch::kFloat32, torch::kCPU), header.config);
    const Tensor all = torch::tensor(at::ArrayRef<std::int32_t>(ids), torch::kInt).to(torch::kLong);
    std::vector<Tensor> changes;
    for (const Tensor& chunk : all.split(header.config.chunk)) {
        const ArmStates states = reader.read(chunk);
        const Tensor adapted = reader.transformer().logits(states.adapted);
        changes.push_back(adapted.to(torch::kFloat64) - reader.transformer().logits(states.frozen).to(torch::kFloat64));
    }
    return torch::cat(changes);
}

}  // namespace

class TestRunPatterns : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<TinyFiles> files_;

    RunConfig config() const
    {
        RunConfig config;
        config.model = files_->path("model");
        config.document = files_->path("repeated.txt");
        return config;
    }

private Q_SLOTS:
    void initTestCase()
    {
        files_ = std::make_unique<TinyFiles>();
        const std::string text = babble(period);
        write_text(files_->path("repeated.txt"), text + text + text);
    }

    void every_hit_is_an_event()
    {
        const Patterns run = patterns_of(config());
        QCOMPARE(static_cast<std::int64_t>(run.induction.size()), tokens);
        QVERIFY(std::isnan(run.induction[0]));
        const auto is_hit = [](float back) { return back > 0; };
        const auto hits = std::count_if(run.induction.begin(), run.induction.end(), is_hit);
        QCOMPARE(static_cast<std::int64_t>(run.events.size()), static_cast<std::int64_t>(hits));
        QVERIFY(hits > 20);
        for (const PatternEvent& event : run.events) {
            const auto position = static_cast<std::size_t>(event.position);
            const auto earlier = static_cast<std::size_t>(event.earlier);
            QCOMPARE(run.induction[position], static_cast<float>(event.position - event.earlier));
            QCOMPARE(run.ids[earlier], run.ids[position]);
            QCOMPARE(run.ids[earlier - 1], run.ids[position - 1]);
        }
    }

    void changes_are_those_of_the_logits()
    {
        const Patterns run = patterns_of(config());
        const Tensor changes = logit_changes(run.header, run.ids);
        double largest = 0;
        for (const PatternEvent& event : run.events) {
            const Tensor row = changes[event.position - 1];
            const std::int64_t own = run.ids[static_cast<std::size_t>(event.position)];
            const Tensor others = torch::cat({row.slice(0, 0, own), row.slice(0, own + 1)});
            TTT_VERIFY_BELOW(std::abs(event.logit_change - row[own].item<double>()), 1e-4);
            TTT_VERIFY_BELOW(std::abs(event.logit_change_others - others.mean().item<double>()), 1e-4);
            TTT_VERIFY_BELOW(std::abs(event.logit_change_spread - others.std(false).item<double>()), 1e-4);
            if (event.position <= run.header.config.chunk)  // predicted before anything was written
                QCOMPARE(event.logit_change, 0.0);
            largest = std::max(largest, std::abs(event.logit_change));
        }
        QVERIFY(largest > 0.1);
    }

    void only_paired_runs_with_probes_have_events()
    {
        const Patterns paired = patterns_of(config());
        RunConfig adapted = config();
        adapted.arms = Arms::adapted;
        RunConfig frozen = config();
        frozen.arms = Arms::frozen;
        RunConfig plain = config();
        plain.probes = false;
        for (const RunConfig& asked : {adapted, frozen, plain}) {
            const Patterns run = patterns_of(asked);
            QVERIFY(run.events.empty());
            QVERIFY(std::equal(run.induction.begin() + 1, run.induction.end(), paired.induction.begin() + 1,
                               paired.induction.end()));
        }
    }
};

TTT_TEST(TestRunPatterns)
#include "tst_run_patterns.moc"
