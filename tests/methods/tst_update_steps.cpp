// The update functions of the methods, on a model so small that its numbers are known: a softmax over three tokens.
#include "engine/methods/update_steps.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <functional>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

Tensor exact(std::vector<double> values)
{
    return torch::tensor(values, torch::kFloat64);
}

struct Unigram {
    double nll = 0;
    Tensor theta = exact({0.1, -0.2, 0.05});
};

/// One token a segment: scored, then learned from, the last one too.
Unigram read_unigram(const std::function<Tensor(Tensor gradient, const Tensor& theta)>& step)
{
    Unigram model;
    for (const std::int64_t token : {0, 2, 2, 1, 2, 2, 0, 2}) {
        const Tensor probability = model.theta.softmax(0);
        model.nll -= probability[token].log().item<double>();
        Tensor gradient = probability.clone();
        gradient[token] -= 1;
        model.theta += step(gradient, model.theta);
    }
    return model;
}

/// Steps of the written Adam over given gradients.
std::vector<double> adam_by_hand(const std::vector<double>& gradients, double lr, double epsilon)
{
    std::vector<double> steps;
    double first = 0;
    double second = 0;
    double first_power = 1;
    double second_power = 1;
    for (const double gradient : gradients) {
        first = 0.9 * first + 0.1 * gradient;
        second = 0.999 * second + 0.001 * gradient * gradient;
        first_power *= 0.9;
        second_power *= 0.999;
        steps.push_back(-lr * (first / (1 - first_power)) / (std::sqrt(second / (1 - second_power)) + epsilon));
    }
    return steps;
}

}  // namespace

class TestUpdateSteps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sgd_on_a_unigram()
    {
        const Unigram model = read_unigram([](Tensor gradient, const Tensor&) { return gradient * -0.05; });
        TTT_VERIFY_BELOW(std::abs(model.nll - 8.432670203288), 1e-9);
        TTT_VERIFY_BELOW(largest_difference(model.theta, exact({0.053881538453, -0.257422830542, 0.153541292089})),
                         1e-9);
    }

    void rms_on_a_unigram()
    {
        const Tensor start = Unigram().theta;
        const Tensor root = exact({0.3, 0.5, 0.2});
        const RmsStatistics statistics{root, root.mean().item<double>()};
        const Unigram model = read_unigram([&](Tensor gradient, const Tensor& theta) {
            return rms_step(gradient, theta, start, statistics, {.lr = 0.05, .epsilon = 1e-3, .prior_decay = 0.02});
        });
        TTT_VERIFY_BELOW(std::abs(model.nll - 8.388166288711), 1e-9);
        TTT_VERIFY_BELOW(largest_difference(model.theta, exact({-0.016243868971, -0.294010977470, 0.474899634124})),
                         1e-9);
    }

    void rms_of_ones_is_sgd()
    {
        torch::manual_seed(3);
        const Tensor theta = torch::randn({7, 5});
        const Tensor gradient = torch::randn({7, 5});
        const Tensor rms = rms_step(gradient.clone(), theta, torch::randn({7, 5}), {torch::ones({7, 5}), 1},
                                    {.lr = 0.3, .epsilon = 0, .prior_decay = 0});
        QVERIFY(rms.equal(gradient * -0.3));
    }

    void decay_never_goes_beyond_what_was_trained()
    {
        const Tensor start = exact({1, -2, 3});
        const Tensor theta = exact({2, 2, 2});
        const RmsStatistics statistics{exact({1, 100, 1e-9}), 1};
        const Tensor step = rms_step(torch::zeros({3}, torch::kFloat64), theta, start, statistics,
                                     {.lr = 0.1, .epsilon = 1e-3, .prior_decay = 0.5});
        TTT_VERIFY_BELOW(largest_difference(theta + step, exact({1.5, -2, 2})), 1e-8);
    }

    void adam_is_the_written_algorithm()
    {
        const std::vector<double> gradients{0.5, -2, 0, 1e-9, 3};
        const std::vector<double> expected = adam_by_hand(gradients, 0.01, 1e-8);
        AdamMoments moments;
        for (std::size_t index = 0; index < gradients.size(); ++index) {
            const double step = adam_steps({exact({gradients[index]})}, moments, 0.01, 1e-8).front().item<double>();
            TTT_VERIFY_BELOW(std::abs(step - expected[index]), 1e-15);
        }
    }
};

TTT_TEST(TestUpdateSteps)
#include "tst_update_steps.moc"
