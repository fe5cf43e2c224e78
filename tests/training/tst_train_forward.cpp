// The loss of training: its gradients by finite differences, and the same NLL as the streaming run.
#include "engine/model/init.h"
#include "engine/runner.h"
#include "engine/training/train_forward.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <torch/utils.h>

#include <cmath>

using namespace ttt;
using torch::Tensor;

namespace {

/// f64 weights with learned-looking taps, all requiring gradients.
ModelWeights wide_weights(double cap)
{
    ModelWeights weights = empty_weights(test::tiny_config(true));
    weights.config.ttt.relative_cap = cap;
    weights.config.ttt.centre_keys = true;
    std::map<std::string, Tensor> fresh;
    for (const auto& [name, tensor] : init_weights(weights.config, 3, ProjectionInit::identity))
        fresh[name] = tensor;
    torch::manual_seed(1);
    visit_tensors(weights, [&](const TensorSpec& spec, Tensor& tensor) {
        tensor = fresh.at(spec.name).to(torch::kFloat64);
        if (spec.role == TensorRole::ttt_conv)
            tensor = torch::randn_like(tensor) * 0.5;
        tensor.set_requires_grad(true);
    });
    return weights;
}

TrainBatch two_rows()
{
    torch::manual_seed(2);
    const Tensor ids = torch::randint(0, 256, {2, 64});
    const Tensor labels = torch::stack({torch::zeros({64}, torch::kLong), (torch::arange(64) >= 32).to(torch::kLong)});
    return {ids, torch::roll(ids, -1, 1), RowDocuments::from(labels, torch::kCPU)};
}

}  // namespace

class TestTrainForward : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gradients_data()
    {
        QTest::addColumn<double>("cap");
        QTest::newRow("no cap") << 0.0;
        QTest::newRow("cap that binds") << 0.05;
    }

    void gradients()
    {
        QFETCH(double, cap);
        const ModelWeights weights = wide_weights(cap);
        const RotaryEmbedding rotary(weights.config, torch::kCPU);
        const TrainBatch batch = two_rows();
        const ForwardOptions options{.compute = torch::kFloat64, .normalize_embedding = true};
        training_loss(weights, rotary, batch, options).backward();
        const LayerWeights& fast = weights.layers[1];
        for (const Tensor& tensor :
             {fast.ttt_conv, fast.ttt_proj, fast.ttt_decay, fast.down, fast.gate, weights.embedding}) {
            const Tensor direction = torch::randn_like(tensor.detach());
            const double claimed = (tensor.grad() * direction).sum().item<double>();
            const auto loss_at = [&](double step) {
                const torch::NoGradGuard no_grad;
                tensor.add_(direction, step);
                const double loss = training_loss(weights, rotary, batch, options).item<double>();
                tensor.add_(direction, -step);
                return loss;
            };
            const double measured = (loss_at(1e-5) - loss_at(-1e-5)) / 2e-5;
            TTT_VERIFY_BELOW(std::abs(claimed - measured), 1e-6 * std::max(1.0, std::abs(measured)));
        }
    }

    void a_border_hides_what_came_before()
    {
        const ModelWeights weights = wide_weights(0);
        const RotaryEmbedding rotary(weights.config, torch::kCPU);
        TrainBatch batch = two_rows();
        const ForwardOptions options{.compute = torch::kFloat64};
        const Tensor before = token_losses(weights, rotary, batch, options);
        batch.ids = batch.ids.clone();
        batch.ids.slice(1, 0, 32).fill_(7);
        const Tensor after = token_losses(weights, rotary, batch, options);
        QCOMPARE(test::largest_difference(after[1].slice(0, 32), before[1].slice(0, 32)), 0.0);
        QVERIFY(test::largest_difference(after[0].slice(0, 32), before[0].slice(0, 32)) > 1e-3);
    }

    /// What was trained is what runs: the scan over a row gives the NLL of the streaming run, adapted and frozen.
    void the_run_sees_the_trained_loss()
    {
        const test::TinyFiles files;
        RunConfig config;
        config.model = files.path("model");
        config.document = files.path("text.txt");
        Runner runner(config);
        std::map<Column, std::vector<float>> columns;
        while (const auto step = runner.step())
            for (const ItemColumn& column : step->columns)
                columns[column.column].insert(columns[column.column].end(), column.values.begin(), column.values.end());

        const ModelWeights weights = load_weights(Checkpoint::open(files.path("model")), torch::kFloat32, torch::kCPU);
        const RotaryEmbedding rotary(weights.config, torch::kCPU);
        const auto& tokens = runner.document().token_ids;
        const Tensor ids = torch::tensor(std::vector<std::int64_t>(tokens.begin(), tokens.end())).unsqueeze(0);
        const Tensor labels = torch::zeros({1, ids.size(1) - 1}, torch::kLong);
        const TrainBatch row{ids.slice(1, 0, -1), ids.slice(1, 1), RowDocuments::from(labels, torch::kCPU)};
        for (const bool adapt : {false, true}) {
            const Tensor trained = token_losses(weights, rotary, row, {.adapt = adapt})[0];
            const auto& seen = columns[adapt ? Column::nll_adapted : Column::nll_frozen];
            TTT_VERIFY_BELOW(test::largest_difference(trained, torch::tensor(seen).slice(0, 1)), 1e-4);
        }
    }
};

TTT_TEST(TestTrainForward)
#include "tst_train_forward.moc"
