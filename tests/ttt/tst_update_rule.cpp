#include "engine/records/error.h"
#include "engine/ttt/update_rule.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/ttt/fast_layer_fixture.h"

#include <torch/nn/functional/conv.h>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

class TestUpdateRule : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tap_reads_its_neighbour_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<int>("offset");
        for (int index = 0; index < 5; ++index)
            QTest::addRow("index %d", index) << index << index - 2;
    }

    void tap_reads_its_neighbour()
    {
        QFETCH(int, index);
        QFETCH(int, offset);
        const Tensor source = random({chunk, width});
        const Tensor kernel = one_hot_kernel(static_cast<Tap>(index), width, torch::kFloat64);
        const Tensor targets = chunk_targets(source, kernel, Tensor());
        for (int t = 0; t < chunk; ++t) {
            const int from = t + offset;
            const Tensor expected = from >= 0 && from < chunk ? source[from] : torch::zeros({width}, torch::kFloat64);
            QVERIFY(targets[t].equal(expected));
        }
    }

    void names_of_taps()
    {
        QCOMPARE(static_cast<int>(Tap::previous), 1);
        QCOMPARE(static_cast<int>(Tap::reconstruction), 2);
        QCOMPARE(static_cast<int>(Tap::lm_aligned), 3);
    }

    void convolution_agrees_with_conv1d()
    {
        const Tensor source = random({3, chunk, width});
        const Tensor kernel = random({width, 1, 5});
        const auto options = torch::nn::functional::Conv1dFuncOptions().padding(2).groups(width);
        const Tensor expected = torch::nn::functional::conv1d(source.transpose(1, 2), kernel, options).transpose(1, 2);
        TTT_VERIFY_BELOW(relative_error(chunk_targets(source, kernel, Tensor()), expected), 1e-14);
    }

    void projection_is_multiplied_from_the_right_not_transposed()
    {
        const Tensor source = random({chunk, width});
        const Tensor kernel = one_hot_kernel(Tap::reconstruction, width, torch::kFloat64);
        const Tensor proj = random({width, width});
        const Tensor targets = chunk_targets(source, kernel, proj);
        TTT_VERIFY_BELOW(relative_error(targets, source.matmul(proj)), 1e-14);
        QVERIFY(relative_error(targets, source.matmul(proj.t())) > 0.1);
    }

    void outer_sum_adds_one_product_per_token()
    {
        const Tokens tokens = random_tokens(chunk);
        Tensor expected = torch::zeros({width, inner}, torch::kFloat64);
        for (int t = 0; t < chunk; ++t)
            expected += torch::outer(tokens.source[t], tokens.keys[t]);
        TTT_VERIFY_BELOW(relative_error(outer_sum(tokens.keys, tokens.source, false), expected), 1e-14);
    }

    void the_wide_sum_keeps_what_half_precision_would_lose()
    {
        const Tensor keys = random({chunk, inner}).to(torch::kBFloat16);
        const Tensor targets = random({chunk, width}).to(torch::kBFloat16);
        for (const bool centre : {false, true}) {
            const Tensor expected = outer_sum(keys.to(torch::kFloat64), targets.to(torch::kFloat64), centre);
            const Tensor wide = wide_outer_sum(keys, targets, centre);
            QCOMPARE(wide.scalar_type(), torch::kFloat32);
            TTT_VERIFY_BELOW(relative_error(wide.to(torch::kFloat64), expected), 1e-6);
            QVERIFY(relative_error(outer_sum(keys, targets, centre).to(torch::kFloat64), expected) > 1e-4);
        }
    }

    void centred_keys_write_nothing_for_a_constant_key()
    {
        const Tensor keys = random({1, inner}).expand({chunk, inner});
        const Tensor targets = random({chunk, width});
        TTT_VERIFY_BELOW(outer_sum(keys, targets, true).norm().item<double>(), 1e-13);
        QVERIFY(outer_sum(keys, targets, false).norm().item<double>() > 1.0);
    }

    void limit_scale_cuts_only_what_is_above()
    {
        const auto at = [](double norm, double limit) {
            return limit_scale(torch::tensor(norm, torch::kFloat64), torch::tensor(limit, torch::kFloat64))
                .item<double>();
        };
        QCOMPARE(at(4.0, 1.0), 0.25);
        QCOMPARE(at(0.5, 1.0), 1.0);
        QCOMPARE(at(0.0, 1.0), 1.0);
        QCOMPARE(at(1e9, 0.0), 1.0);
    }

    void wrong_shapes_get_a_sentence()
    {
        const Tensor source = random({chunk, width});
        const Tensor kernel = random({width, 1, 5});
        TTT_VERIFY_SENTENCE(chunk_targets(source, random({width, 1, 4}), Tensor()),
                            "conv: expected [d, 1, 5], got [6, 1, 4]");
        TTT_VERIFY_SENTENCE(chunk_targets(source, random({width + 1, 1, 5}), Tensor()), "got [7, 1, 5]");
        TTT_VERIFY_SENTENCE(chunk_targets(source, kernel, random({width, width + 1})),
                            "proj: expected [d, d], got [6, 7]");
        TTT_VERIFY_SENTENCE(outer_sum(random({chunk, inner}), random({chunk - 1, width}), false), "targets");
    }
};

TTT_TEST(TestUpdateRule)
#include "tst_update_rule.moc"
