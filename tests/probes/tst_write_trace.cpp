// The split of logit changes against the two arms' own logits and against deltas taken out by hand, in f64.
#include "engine/probes/write_terms.h"
#include "engine/probes/write_trace.h"
#include "engine/records/error.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr std::int64_t tokens = 150;  // nine chunks and six tokens
constexpr std::int64_t chunk = tiny_chunk;
constexpr std::int32_t stranger = 7;  // a token that does not stand in the text

/// The tiny model in f64 with a final norm that does something and kernels that differ from layer to layer.
ModelWeights make_weights(const std::vector<std::int64_t>& fast_layers)
{
    const QTemporaryDir directory;
    ModelConfig config = tiny_config(true);
    config.ttt.layers = fast_layers;
    config.dtype = StoredDtype::float32;
    write_model(directory.path().toStdString(), config, 5, [](const std::string&, Tensor&) {});
    ModelWeights weights = load_weights(Checkpoint::open(directory.path().toStdString()), torch::kFloat64, torch::kCPU);
    torch::manual_seed(9);
    weights.final_norm = 1 + 0.3 * torch::randn_like(weights.final_norm);
    for (const std::int64_t layer : fast_layers)
        weights.layers[static_cast<std::size_t>(layer)].ttt_conv.normal_(0, 0.5);
    return weights;
}

struct Rule {
    std::vector<std::int64_t> layers;
    std::vector<double> decay;
    bool centred = false;
    double cap = 0;
    double clip = 0;
    TargetSource source = TargetSource::input_embed;
    std::int64_t piece = chunk;  // tokens of one read
};

RunConfig run_config(const Rule& rule)
{
    RunConfig config;
    config.chunk = chunk;
    config.fast_layers = rule.layers;
    for (std::size_t index = 0; index < rule.layers.size(); ++index)
        config.inner_lr.push_back(0.004 * static_cast<double>(index + 1));
    config.decay = rule.decay;
    config.target = Target::trained;
    config.target_source = rule.source;
    config.relative_cap = rule.cap;
    config.clip = rule.clip;
    config.centre_keys = rule.centred;
    return config;
}

/// Both arms over one text: the log that is tested, and what it must explain.
struct Reading {
    Reading(ModelWeights weights, const RunConfig& config, std::vector<std::int32_t> ids, std::int64_t piece)
        : text(std::move(ids)), reader(std::move(weights), config),
          log(reader.fast(), static_cast<std::int64_t>(text.size()))
    {
        const torch::NoGradGuard no_grad;
        const Tensor all = torch::tensor(at::ArrayRef<std::int32_t>(text), torch::kInt).to(torch::kLong);
        std::vector<Tensor> frozen, adapted;
        ReadObservers observers = log.observers();
        observers.on_write = [this, keep = observers.on_write](const WriteGroup& group) {
            keep(group);
            for (std::int64_t index = 0; index < group.count(); ++index) {
                deltas[group.layer.index].push_back(group.delta(index));
                drifts[group.layer.index].push_back(group.reads[index] * group.cap_scale[index]);
            }
        };
        for (std::int64_t begin = 0; begin < all.size(0); begin += piece) {
            const ArmStates states = reader.read(all.slice(0, begin, begin + piece), observers);
            frozen.push_back(states.frozen);
            adapted.push_back(states.adapted);
        }
        frozen_logits = reader.transformer().logits(torch::cat(frozen));
        adapted_logits = reader.transformer().logits(torch::cat(adapted));
    }

    const ModelWeights& weights() const { return reader.transformer().weights(); }
    double change(std::int64_t state, std::int32_t token) const
    {
        return (adapted_logits[state][token] - frozen_logits[state][token]).item<double>();
    }
    double largest_change() const { return (adapted_logits - frozen_logits).abs().max().item<double>(); }

    /// The direct part at a state with the deltas as they were observed, `without` one of them in all layers.
    double direct(std::int64_t state, std::int32_t token, std::int64_t without = -1) const
    {
        const Tensor h = log.adapted()[state];
        const Tensor reader_row = weights().head[token] * weights().final_norm / (h.square().mean() + 1e-6).sqrt();
        double sum = 0;
        for (const WriteLog::Layer& layer : log.layers()) {
            Tensor drift = torch::zeros_like(deltas.at(layer.index)[0]);
            const std::int64_t finished = state / chunk;
            for (std::int64_t index = 0; index < finished; ++index) {
                drift.mul_(layer.rule.decay);
                if (index != without)
                    drift.add_(deltas.at(layer.index)[static_cast<std::size_t>(index)]);
            }
            drift.mul_(layer.cap_scale[static_cast<std::size_t>(finished)]);
            sum += reader_row.dot(drift.mv(layer.keys[state])).item<double>();
        }
        return sum;
    }

    std::vector<std::int32_t> text;
    ArmReader reader;
    WriteLog log;
    std::map<std::int64_t, std::vector<Tensor>> deltas, drifts;  // by layer: [d, f] of each write
    Tensor frozen_logits, adapted_logits;                        // f64 [T, V]
};

std::vector<std::int32_t> babbled(std::size_t count)
{
    const std::string text = babble(count);
    return {text.begin(), text.end()};
}

double sum(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

Q_DECLARE_METATYPE(Rule)

class TestWriteTrace : public QObject {
    Q_OBJECT

private:
    static Reading read(const Rule& rule)
    {
        return Reading(make_weights(rule.layers), run_config(rule), babbled(tokens), rule.piece);
    }

    static const Reading& everything()
    {
        static const Reading reading =
            read({.layers = {1, 3, 4}, .decay = {0.9, 0.75, 1}, .centred = true, .cap = 0.3, .clip = 0.6});
        return reading;
    }

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }  // a tiny model gains nothing from more

    void a_change_is_the_sum_of_its_parts_data()
    {
        QTest::addColumn<Rule>("rule");
        QTest::addColumn<bool>("limited");
        const Rule plain{.layers = {1, 3, 4}, .decay = {0.9, 0.75, 1}};
        QTest::newRow("decay") << plain << false;
        Rule rule = plain;
        rule.decay = {1, 1, 1};
        QTest::newRow("no decay") << rule << false;
        rule = plain;
        rule.centred = true;
        QTest::newRow("centred keys") << rule << false;
        rule = plain;
        rule.cap = 0.3;
        QTest::newRow("cap") << rule << true;
        rule = plain;
        rule.clip = 0.6;
        QTest::newRow("clip") << rule << true;
        rule = {.layers = {0, 2},
                .decay = {0.8, 0.95},
                .centred = true,
                .cap = 0.3,
                .clip = 0.6,
                .source = TargetSource::hidden_states,
                .piece = 7};
        QTest::newRow("all of it, hidden states as targets, read in sevens") << rule << true;
        rule = plain;
        rule.piece = tokens;
        QTest::newRow("read at once") << rule << false;
    }

    void a_change_is_the_sum_of_its_parts()
    {
        QFETCH(Rule, rule);
        QFETCH(bool, limited);
        const Reading reading = read(rule);
        const double scale = reading.largest_change();
        QVERIFY(scale > 0.1);
        double smallest_scale = 1;
        double largest_indirect = 0, largest_rescaled = 0;
        for (const WriteLog::Layer& layer : reading.log.layers())
            for (const std::vector<double>& scales : {layer.clip_scale, layer.cap_scale})
                smallest_scale = std::min(smallest_scale, *std::min_element(scales.begin(), scales.end()));
        QCOMPARE(smallest_scale < 1, limited);
        for (std::int64_t item = 1; item < tokens; ++item)
            for (const std::int32_t token : {reading.text[static_cast<std::size_t>(item)], stranger}) {
                const LogitTrace trace = trace_logit(reading.log, reading.weights(), item, token);
                const std::int64_t chunks = (item - 1) / chunk;
                QCOMPARE(trace.item, item);
                QCOMPARE(trace.token, token);
                QCOMPARE(static_cast<std::int64_t>(trace.by_chunk.size()), chunks);
                QCOMPARE(static_cast<std::int64_t>(trace.by_token.size()), chunks * chunk);
                for (std::int64_t index = 0; index < chunks; ++index) {
                    const auto first = trace.by_token.begin() + index * chunk;
                    TTT_VERIFY_BELOW(std::abs(std::accumulate(first, first + chunk, 0.0) -
                                              trace.by_chunk[static_cast<std::size_t>(index)]),
                                     1e-12 * scale);
                }
                TTT_VERIFY_BELOW(std::abs(sum(trace.by_chunk) - trace.direct), 1e-12 * scale);
                const double change = reading.change(item - 1, token);
                TTT_VERIFY_BELOW(std::abs(trace.frozen - reading.frozen_logits[item - 1][token].item<double>()),
                                 1e-10 * scale);
                TTT_VERIFY_BELOW(std::abs(trace.change - change), 1e-8 * scale);
                TTT_VERIFY_BELOW(std::abs(trace.direct + trace.rescaled + trace.indirect - change), 1e-8 * scale);
                largest_indirect = std::max(largest_indirect, std::abs(trace.indirect));
                largest_rescaled = std::max(largest_rescaled, std::abs(trace.rescaled));
            }
        QVERIFY(largest_indirect > 0.01 * scale && largest_rescaled > 0.01 * scale);
    }

    void nothing_is_indirect_when_only_the_last_layer_is_fast()
    {
        const Reading reading = read({.layers = {4}, .decay = {0.9}, .centred = true});
        const double scale = reading.largest_change();
        for (std::int64_t item = 1; item < tokens; ++item) {
            const std::int32_t token = reading.text[static_cast<std::size_t>(item)];
            const LogitTrace trace = trace_logit(reading.log, reading.weights(), item, token);
            TTT_VERIFY_BELOW(std::abs(trace.indirect), 1e-10 * scale);
            TTT_VERIFY_BELOW(std::abs(sum(trace.by_token) + trace.rescaled - reading.change(item - 1, token)),
                             1e-8 * scale);
        }
    }

    void a_chunk_taken_out_takes_its_term_along()
    {
        const Reading& reading = everything();
        const double scale = reading.largest_change();
        // The sum rebuilt from the deltas is the drift that was read: else this test compares with a wrong oracle.
        for (const WriteLog::Layer& layer : reading.log.layers())
            for (std::size_t write = 0; write < reading.drifts.at(layer.index).size(); ++write) {
                Tensor drift = torch::zeros_like(reading.deltas.at(layer.index)[0]);
                for (std::size_t index = 0; index <= write; ++index)
                    drift.mul_(layer.rule.decay).add_(reading.deltas.at(layer.index)[index]);
                TTT_VERIFY_BELOW(
                    relative_error(drift * layer.cap_scale[write + 1], reading.drifts.at(layer.index)[write]), 1e-12);
            }
        for (const std::int64_t item : {17, 40, 97, 149}) {
            const std::int32_t token = reading.text[static_cast<std::size_t>(item)];
            const LogitTrace trace = trace_logit(reading.log, reading.weights(), item, token);
            const double whole = reading.direct(item - 1, token);
            TTT_VERIFY_BELOW(std::abs(trace.direct - whole), 1e-9 * scale);
            for (std::size_t index = 0; index < trace.by_chunk.size(); ++index) {
                const double without = reading.direct(item - 1, token, static_cast<std::int64_t>(index));
                TTT_VERIFY_BELOW(std::abs(whole - without - trace.by_chunk[index]), 1e-9 * scale);
            }
        }
    }

    void patterns_agree_with_single_logits()
    {
        const Reading& reading = everything();
        const std::vector<std::int64_t> items{1, 5, 16, 17, 18, 40, 64, 65, 100, 145};
        const PatternTrace trace = trace_patterns(reading.log, reading.weights(), items, reading.text, {});
        QCOMPARE(trace.items, items);
        QCOMPARE(trace.chunks, std::int64_t{9});
        QCOMPARE(trace.terms.size(), items.size() * 9);
        for (std::size_t row = 0; row < items.size(); ++row) {
            const std::int32_t token = reading.text[static_cast<std::size_t>(items[row])];
            const LogitTrace single = trace_logit(reading.log, reading.weights(), items[row], token);
            for (std::size_t index = 0; index < 9; ++index) {
                const float term = trace.terms[row * 9 + index];
                if (index < single.by_chunk.size())
                    TTT_VERIFY_BELOW(std::abs(term - single.by_chunk[index]), 1e-6);
                else
                    QVERIFY(std::isnan(term));
            }
            TTT_VERIFY_BELOW(std::abs(trace.predicted[row] - single.direct), 1e-6);
            TTT_VERIFY_BELOW(std::abs(trace.measured[row] - reading.change(items[row] - 1, token)), 1e-6);
        }
    }

    void chunks_that_a_state_can_not_read_have_no_terms()
    {
        const Reading& reading = everything();
        const TraceQuestions questions = ask_states(reading.log, reading.weights(), {15, 16, 80}, {97, 98, 99});
        const Tensor terms = direct_terms(reading.log, questions, 0, 9);
        QCOMPARE(terms.sizes(), (at::IntArrayRef{3, 9, chunk}));
        for (const auto& [row, finished] : {std::pair{0, 0}, {1, 1}, {2, 5}}) {
            QVERIFY(terms[row].slice(0, 0, finished).ne(0).all().item<bool>());
            QVERIFY(terms[row].slice(0, finished).eq(0).all().item<bool>());
        }
    }

    void a_chunk_agrees_with_single_logits()
    {
        const Reading& reading = everything();
        for (const std::int64_t index : {0, 3, 8}) {
            const ChunkTrace trace = trace_chunk(reading.log, reading.weights(), index, reading.text);
            QCOMPARE(trace.chunk, index);
            QCOMPARE(trace.first, (index + 1) * chunk + 1);
            QCOMPARE(static_cast<std::int64_t>(trace.by_item.size()), tokens - trace.first);
            for (std::size_t offset = 0; offset < trace.by_item.size(); ++offset) {
                const std::int64_t item = trace.first + static_cast<std::int64_t>(offset);
                const std::int32_t token = reading.text[static_cast<std::size_t>(item)];
                const LogitTrace single = trace_logit(reading.log, reading.weights(), item, token);
                TTT_VERIFY_BELOW(std::abs(trace.by_item[offset] - single.by_chunk[static_cast<std::size_t>(index)]),
                                 1e-6);
            }
        }
    }

    void blocks_change_nothing()
    {
        // More states and more tokens than a block has: 1024 and 2048.
        const Rule rule{.layers = {1, 4}, .decay = {0.98, 1}, .centred = true, .cap = 0.3};
        const Reading reading(make_weights(rule.layers), run_config(rule), babbled(3000), 500);
        std::vector<std::int64_t> items(2998);
        std::iota(items.begin(), items.end(), 1);
        const PatternTrace patterns = trace_patterns(reading.log, reading.weights(), items, reading.text, {});
        const ChunkTrace of_chunk = trace_chunk(reading.log, reading.weights(), 100, reading.text);
        for (const std::size_t item : {1023UL, 1024UL, 1025UL, 2049UL, 2900UL, 2998UL}) {
            const double whole = reading.direct(static_cast<std::int64_t>(item) - 1, reading.text[item]);
            TTT_VERIFY_BELOW(std::abs(patterns.predicted[item - 1] - whole), 1e-5);
            const auto chunks = static_cast<std::size_t>(patterns.chunks);
            const LogitTrace single =
                trace_logit(reading.log, reading.weights(), static_cast<std::int64_t>(item), reading.text[item]);
            TTT_VERIFY_BELOW(std::abs(single.direct - whole), 1e-9);
            for (std::size_t index = 0; index < single.by_chunk.size(); ++index)
                TTT_VERIFY_BELOW(std::abs(patterns.terms[(item - 1) * chunks + index] - single.by_chunk[index]), 1e-6);
            if (static_cast<std::int64_t>(item) >= of_chunk.first)
                QCOMPARE(of_chunk.by_item[item - static_cast<std::size_t>(of_chunk.first)],
                         patterns.terms[(item - 1) * chunks + 100]);
        }
    }

    void the_first_chunk_learned_nothing()
    {
        const Reading& reading = everything();
        for (std::int64_t item = 1; item <= chunk; ++item) {
            const LogitTrace trace =
                trace_logit(reading.log, reading.weights(), item, reading.text[static_cast<std::size_t>(item)]);
            QVERIFY(trace.by_chunk.empty() && trace.by_token.empty());
            QCOMPARE(trace.direct, 0.0);
            QVERIFY(trace.frozen != 0);
            for (const double part : {trace.change, trace.rescaled, trace.indirect})
                TTT_VERIFY_BELOW(std::abs(part), 1e-12);
        }
        QVERIFY(trace_logit(reading.log, reading.weights(), chunk + 1, 97).change != 0);
    }

    void the_teacher_of_a_planted_pair_is_its_first_occurrence()
    {
        constexpr std::int32_t a = 1, b = 2;
        ModelWeights weights = make_weights({0});
        weights.head = weights.embedding;  // what is written must be what is read out
        weights.final_norm = torch::ones_like(weights.final_norm);
        std::get<AttentionWeights>(weights.layers[0].mixer).output.mul_(0.1);  // keys that know their own token best
        RunConfig config = run_config({.layers = {0}, .decay = {1}});
        config.target = Target::lm_aligned;
        for (const std::int64_t place : {2, 20, 37}) {
            std::vector<std::int32_t> text = babbled(100);
            for (const std::int64_t at : {place, std::int64_t{80}}) {
                text[static_cast<std::size_t>(at)] = a;
                text[static_cast<std::size_t>(at + 1)] = b;
            }
            const Reading reading(weights, config, text, chunk);
            const LogitTrace trace = trace_logit(reading.log, reading.weights(), 81, b);
            const auto teacher = std::max_element(trace.by_token.begin(), trace.by_token.end());
            QCOMPARE(teacher - trace.by_token.begin(), place);
            QVERIFY(*teacher > 0.5 * std::abs(trace.direct));
        }
    }

    void what_can_not_be_asked_is_a_sentence()
    {
        const Reading& reading = everything();
        const auto ask_item = [&](std::int64_t item) { return trace_logit(reading.log, reading.weights(), item, 0); };
        TTT_VERIFY_SENTENCE(ask_item(0), "Token 0 can't be traced");
        TTT_VERIFY_SENTENCE(ask_item(150), "are 1 to 149.");
        TTT_VERIFY_SENTENCE(trace_logit(reading.log, reading.weights(), 5, 260), "no token 260");
        TTT_VERIFY_SENTENCE(trace_logit(reading.log, reading.weights(), 5, -1), "its ids are 0 to 259.");
        TTT_VERIFY_SENTENCE(trace_chunk(reading.log, reading.weights(), 9, reading.text), "are 0 to 8.");
        TTT_VERIFY_SENTENCE(trace_chunk(reading.log, reading.weights(), -1, reading.text), "Chunk -1 can't be traced");
        const auto patterns = [&](std::vector<std::int64_t> items, const std::stop_token& cancel = {}) {
            return trace_patterns(reading.log, reading.weights(), items, reading.text, cancel);
        };
        TTT_VERIFY_SENTENCE(patterns({3, 200}), "Token 200 can't be traced");
        TTT_VERIFY_SENTENCE(patterns({9, 3}), "ascending");
        std::stop_source source;
        source.request_stop();
        TTT_VERIFY_SENTENCE(patterns({40}, source.get_token()), "Cancelled.");
        const PatternTrace none = patterns({});
        QVERIFY(none.items.empty() && none.terms.empty() && none.chunks == 0);
    }

    void memory_is_asked_for_before_it_is_taken()
    {
        const Reading& reading = everything();
        // Per token three fast layers with a key of 48 and a target of 32, and three residual rows of 32; nine means.
        QCOMPARE(WriteLog::bytes_for(reading.reader.fast(), tokens), 8 * (150 * (3 * 80 + 3 * 32) + 9 * 3 * 48));
        check_log_fits(50 << 20, 100 << 20);
        TTT_VERIFY_SENTENCE(check_log_fits(51 << 20, 100 << 20),
                            "51 MiB of keys and targets, more than half of the 100 MiB");
    }
};

TTT_TEST(TestWriteTrace)
#include "tst_write_trace.moc"
