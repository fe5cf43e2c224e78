// Reading on token by token, for questions: the same as a run in one go, whatever learns, packed weights included; and
// back to where one was.
#include "engine/machine/device.h"
#include "tests/methods/reading.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr std::int64_t chunk = 8;
constexpr double tolerance = 1e-5;

RunConfig in_place()
{
    RunConfig config;
    config.chunk = chunk;
    config.fast_layers = {0, 1};
    config.target = Target::lm_aligned;
    config.target_source = TargetSource::input_embed;
    config.inner_lr = {0.02};
    config.relative_cap = 0.5;
    return config;
}

RunConfig both()
{
    RunConfig config = in_place();
    config.method = "in-place+dynamic-evaluation";
    config.segment = chunk;
    config.lr = 0.01;
    return config;
}

RunConfig frozen()
{
    RunConfig config = dynamic_evaluation(chunk, 0.01);
    config.arms = Arms::frozen;
    return config;
}

RunConfig rms()
{
    RunConfig config = dynamic_evaluation(chunk, 0.001);
    config.optimizer = Optimizer::rms;
    config.statistics_tokens = 2 * chunk;
    return config;
}

/// A folder of golden models, or a GGUF file whose weights stay packed.
ModelWeights weights_of(const QString& name)
{
    if (!name.endsWith(".gguf"))
        return golden_weights(name.toStdString());
    return load_weights(Checkpoint::open(TTT_TESTS_DIR "/golden/gguf/" + name.toStdString()), torch::kFloat32,
                        torch::kCPU, Packing::keep);
}

/// NLL of the tokens 1 .. T - 1 of each arm, read in pieces of `size` tokens; only the last row of a piece is looked
/// at.
Told read_in_pieces(Method& method, const Tensor& text, std::int64_t size)
{
    std::vector<Tensor> frozen, adapted;
    const std::int64_t last = text.size(0) - 1;
    for (std::int64_t at = 0; at < last; at += size) {
        const std::int64_t end = std::min(at + size, last);
        const ArmStates states = method.read_on(text.slice(0, at, end), true);
        const Tensor next = text.slice(0, end, end + 1);
        if (states.frozen.defined())
            frozen.push_back(nll_of(method.frozen(), states.frozen.slice(0, -1), next));
        if (states.adapted.defined())
            adapted.push_back(nll_of(method.adapted(), states.adapted.slice(0, -1), next));
    }
    Told told;
    if (!frozen.empty())
        told.frozen = torch::cat(frozen);
    if (!adapted.empty())
        told.adapted = torch::cat(adapted);
    return told;
}

Tensor every(const Tensor& of_tokens, std::int64_t size)
{
    return of_tokens.slice(0, size - 1, {}, size);
}

}  // namespace

class TestReadOn : public QObject {
    Q_OBJECT

private:
    static void rows()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<RunConfig>("config");
        const auto row = [](const char* model, const char* method, const RunConfig& config) {
            QTest::addRow("%s: %s", model, method) << QString(model) << config;
        };
        for (const char* model : {"llama-plain", "qwen3-window", "gemma3", "llama.gguf", "qwen3.gguf"}) {
            row(model, "frozen", frozen());
            row(model, "in-place", in_place());
            row(model, "dynamic evaluation", dynamic_evaluation(chunk, 0.01));
            row(model, "lora", everywhere(lora(chunk, 0.01)));
            row(model, "both", both());
        }
        row("qwen3-window", "rms", rms());
    }

    static Tensor text_of(const QString& model)
    {
        torch::manual_seed(7);
        return torch::randint(weights_of(model).embedding.size(0), {5 * chunk + 3}, torch::kLong);
    }

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();           // before LibTorch is used, see device.h
        torch::set_num_threads(1);  // a tiny model gains nothing from more
    }

    void token_by_token_is_one_shot_data() { rows(); }

    void token_by_token_is_one_shot()
    {
        QFETCH(QString, model);
        QFETCH(RunConfig, config);
        const ModelWeights weights = weights_of(model);
        const Tensor text = text_of(model);
        const Told whole = read_all(*started(config, weights), text);
        for (const std::int64_t size : {1, 5}) {
            const Told pieces = read_in_pieces(*started(config, weights), text, size);
            if (whole.frozen.defined())
                TTT_VERIFY_BELOW(
                    relative_error(pieces.frozen.slice(0, 0, (text.size(0) - 1) / size), every(whole.frozen, size)),
                    tolerance);
            if (!whole.adapted.defined())
                continue;
            TTT_VERIFY_BELOW(
                relative_error(pieces.adapted.slice(0, 0, (text.size(0) - 1) / size), every(whole.adapted, size)),
                tolerance);
            QVERIFY(largest_difference(whole.adapted, whole.frozen) > 1e-3);
        }
    }

    void a_place_is_found_again_data() { rows(); }

    void a_place_is_found_again()
    {
        QFETCH(QString, model);
        QFETCH(RunConfig, config);
        const ModelWeights weights = weights_of(model);
        const Tensor text = text_of(model);
        const auto method = started(config, weights);
        method->read_on(text.slice(0, 0, chunk + 3), true);
        const auto place = method->state();
        QVERIFY(place->bytes() > 0);
        const auto rest = [&](bool learns) {
            const ArmStates states = method->read_on(text.slice(0, chunk + 3), learns);
            const Tensor& state = states.adapted.defined() ? states.adapted : states.frozen;
            return (states.adapted.defined() ? method->adapted() : method->frozen()).logits(state.slice(0, -1)).clone();
        };
        const Tensor first = rest(true);
        method->restore(*place);
        const Tensor quiet = rest(false);
        method->restore(*place);
        TTT_VERIFY_BELOW(relative_error(rest(true), first), tolerance);
        method->restore(*place);
        TTT_VERIFY_BELOW(relative_error(rest(false), quiet), tolerance);
        if (config.arms != Arms::frozen && config.optimizer != Optimizer::rms)
            QVERIFY(largest_difference(quiet, first) > 1e-4);  // the rest taught something
    }

    /// Keys and values stay of the model's dtype.
    void a_place_is_found_again_in_bf16()
    {
        const ModelWeights weights = golden_weights("qwen3-window", torch::kBFloat16);
        const Tensor text = text_of("qwen3-window");
        for (RunConfig config : {in_place(), dynamic_evaluation(chunk, 0.01), everywhere(lora(chunk, 0.01))}) {
            config.dtype = Dtype::bf16;
            const auto method = started(config, weights);
            method->read_on(text.slice(0, 0, chunk + 3), true);
            const auto place = method->state();
            const auto rest = [&] {
                const ArmStates states = method->read_on(text.slice(0, chunk + 3, 3 * chunk), true);
                return method->adapted().logits(states.adapted.slice(0, -1));
            };
            const Tensor first = rest();
            method->restore(*place);
            TTT_VERIFY_BELOW(relative_error(rest(), first), 1e-2);
        }
    }

    /// Without learning, a text is read by the weights of the place, however many chunks it has.
    void arms_part_ways_data() { rows(); }

    void arms_part_ways()
    {
        QFETCH(QString, model);
        QFETCH(RunConfig, config);
        if (config.arms == Arms::frozen)
            return;
        const ModelWeights weights = weights_of(model);
        const Tensor text = text_of(model);
        const auto method = started(config, weights);
        method->read_on(text.slice(0, 0, 2 * chunk + 1), true);
        const auto place = method->state();
        const auto logits_of = [&](const ArmStates& states) {
            return std::pair(method->frozen().logits(states.frozen.slice(0, -1)),
                             method->adapted().logits(states.adapted.slice(0, -1)));
        };
        const Tensor a = text.slice(0, 0, 3), b = text.slice(0, 4, 7);
        const auto of_a = logits_of(method->read_on(a, false));
        method->restore(*place);
        const auto of_b = logits_of(method->read_on(b, false));
        method->restore(*place);
        ArmStates own;
        for (std::int64_t at = 0; at < 3; ++at)
            own = method->read_on(torch::stack({a.slice(0, at, at + 1), b.slice(0, at, at + 1)}), false);
        const auto [frozen, adapted] = logits_of(own);
        TTT_VERIFY_BELOW(relative_error(frozen, of_a.first), tolerance);
        TTT_VERIFY_BELOW(relative_error(adapted, of_b.second), tolerance);
    }

    void a_chunk_that_is_left_out_teaches_nothing_data() { rows(); }

    void a_chunk_that_is_left_out_teaches_nothing()
    {
        QFETCH(QString, model);
        QFETCH(RunConfig, config);
        if (config.arms == Arms::frozen || config.optimizer == Optimizer::rms)
            return;
        const ModelWeights weights = weights_of(model);
        const Tensor text = text_of(model);
        const auto method = started(config, weights);
        method->leave_out(0);
        const ArmStates states = method->read_on(text.slice(0, 0, chunk + 1), true);
        TTT_VERIFY_BELOW(relative_error(method->adapted().logits(states.adapted.slice(0, -1)),
                                        method->frozen().logits(states.frozen.slice(0, -1))),
                         tolerance);
        const ArmStates later = method->read_on(text.slice(0, chunk + 1, 3 * chunk), true);
        QVERIFY(largest_difference(method->adapted().logits(later.adapted.slice(0, -1)),
                                   method->frozen().logits(later.frozen.slice(0, -1))) > 1e-4);
    }
};

TTT_TEST(TestReadOn)
#include "tst_read_on.moc"
