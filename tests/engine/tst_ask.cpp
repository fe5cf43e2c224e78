// The third door: questions at places of a text, against what a run of the same text logged.
#include "engine/ask.h"
#include "engine/ask_stream.h"
#include "engine/records/cancelled.h"
#include "engine/runner.h"
#include "engine/sampler.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <cmath>
#include <map>

using namespace ttt;
using namespace ttt::test;

class TestAsk : public QObject {
    Q_OBJECT

private:
    RunConfig config(const std::string& method = "in-place") const
    {
        RunConfig config;
        config.method = method;
        config.model = files_.path("model");
        config.document = files_.path("text.txt");
        if (method == "in-place")
            config.twin = files_.path("plain");
        if (method != "in-place")
            config.segment = tiny_chunk;
        return config;
    }

    /// The likeliest tokens of every token's place by arm, top_k of each, as runs log them; the twin's by a run of its
    /// own.
    struct Logged {
        RunHeader header;
        std::vector<std::int32_t> ids;
        std::map<Arm, std::vector<float>> top_nll;
    };

    static Logged logged(const RunConfig& config)
    {
        Runner runner(config);
        Logged run{runner.header(), runner.document().token_ids, {}};
        while (const std::optional<StepRecord> step = runner.step())
            for (const ItemColumn& column : step->columns)
                for (const Arm arm : {Arm::frozen, Arm::adapted})
                    if (column.column == *column_of(Quantity::top_nll, arm))
                        run.top_nll[arm].insert(run.top_nll[arm].end(), column.values.begin(), column.values.end());
        return run;
    }

    Logged logged_with_twin(const std::string& method) const
    {
        Logged run = logged(config(method));
        if (run.header.config.twin.empty())
            return run;
        RunConfig twin;
        twin.model = run.header.config.twin;
        twin.document = run.header.config.document;
        twin.arms = Arms::frozen;
        twin.chunk = tiny_chunk;
        run.top_nll[Arm::twin] = logged(twin).top_nll[Arm::frozen];
        return run;
    }

    static void compare(const Logged& run, std::int64_t at, const std::vector<ArmAnswer>& answers)
    {
        QCOMPARE(answers.size(), run.top_nll.size());
        for (const ArmAnswer& answer : answers) {
            QCOMPARE(answer.top.size(), static_cast<std::size_t>(top_k));
            for (std::size_t rank = 0; rank < answer.top.size(); ++rank) {
                const double nll = run.top_nll.at(answer.arm)[static_cast<std::size_t>(at * top_k) + rank];
                TTT_VERIFY_BELOW(std::abs(-std::log(answer.top[rank].probability) - nll), 1e-4);
            }
        }
    }

    static std::vector<std::string> texts(const std::vector<ArmAnswer>& answers)
    {
        std::vector<std::string> texts;
        for (const ArmAnswer& answer : answers)
            texts.push_back(answer.text);
        return texts;
    }

    TinyFiles files_;

private Q_SLOTS:
    void initTestCase()
    {
        torch::set_num_threads(1);  // a tiny model gains nothing from more
    }

    void places_say_what_the_run_logged_data()
    {
        QTest::addColumn<QString>("method");
        for (const char* method : {"in-place", "dynamic-evaluation", "lora", "in-place+dynamic-evaluation"})
            QTest::newRow(method) << method;
    }

    /// The end, the beginning, inside a chunk, at its borders, and back.
    void places_say_what_the_run_logged()
    {
        QFETCH(QString, method);
        const Logged run = logged_with_twin(method.toStdString());
        Ask ask(run.header.config, run.ids);
        QCOMPARE(ask.model_hash(), run.header.model_hash);
        QCOMPARE(ask.arms().size(), method == "in-place" ? std::size_t{3} : std::size_t{2});
        for (std::int64_t at = 149; at > 0; at -= at % 3 == 0 ? 1 : 7) {
            ask.stand({.at = at});
            compare(run, at, ask.read(""));
        }
        for (const std::int64_t at : {16, 17, 31, 32, 33, 100, 149}) {
            ask.stand({.at = at});
            compare(run, at, ask.read(""));
        }
        ask.stand({.at = 150});
        QCOMPARE(ask.read("").front().top.size(), std::size_t{5});
    }

    /// A conversation that is the text itself, said by both sides, is learned from as the text is.
    void what_is_said_in_turns_is_learned_from()
    {
        const Logged run = logged_with_twin("in-place");
        const std::string text = babble(150);
        Ask ask(run.header.config, run.ids);
        std::vector<AskTurn> turns;
        for (const std::size_t begin : {37, 67}) {
            turns.push_back({text.substr(begin, 20), {}});
            for (const Arm arm : ask.arms())
                turns.back().answers.push_back({.arm = arm, .top = {}, .text = text.substr(begin + 20, 10)});
        }
        ask.stand({.at = 37, .learns = true});
        compare(run, 117, ask.read(turns, text.substr(97, 20)));
        ask.stand({.at = 37});
        const std::vector<ArmAnswer> unlearned = ask.read(turns, text.substr(97, 20));
        ask.stand({.at = 37, .learns = true});
        const std::vector<ArmAnswer> learned = ask.read(turns, text.substr(97, 20));
        QCOMPARE(learned[0].top[0].probability, unlearned[0].top[0].probability);  // frozen
        QVERIFY(learned[1].top[0].probability != unlearned[1].top[0].probability);
    }

    /// A question that is the text itself is answered as the text is.
    void a_prompt_continues_the_text()
    {
        const Logged run = logged_with_twin("in-place");
        const std::string text = babble(150);
        Ask ask(run.header.config, run.ids);
        ask.stand({.at = 37, .learns = true});
        for (std::size_t length = 0; length < 100; ++length)
            compare(run, 37 + static_cast<std::int64_t>(length), ask.read(text.substr(37, length)));
        ask.stand({.at = 0, .learns = true});
        compare(run, 90, ask.read(text.substr(0, 90)));
    }

    void likeliest_come_first_and_zero_takes_them()
    {
        Ask ask(config(), std::stop_token());
        ask.stand({.at = 70});
        std::string so_far;
        const std::vector<ArmAnswer> whole = [&] {
            ask.read("ab");
            return ask.go_on({.length = 5, .temperature = 0});
        }();
        for (int count = 0; count < 5; ++count) {
            const ArmAnswer frozen = ask.read("ab" + so_far).front();
            QVERIFY(std::ranges::is_sorted(frozen.top, std::greater<>(), &TokenChance::probability));
            so_far += frozen.top.front().bytes;
        }
        QCOMPARE(whole.front().text, so_far);
        QCOMPARE(whole.front().tokens, std::int64_t{5});
    }

    void the_seed_draws_and_words_stop()
    {
        Ask ask(config(), std::stop_token());
        ask.stand({.at = 70});
        const auto drawn = [&](AskChoices choices) {
            ask.read("x");
            return texts(ask.go_on(choices));
        };
        const std::vector<std::string> first = drawn({.length = 30, .seed = 3});
        QCOMPARE(drawn({.length = 30, .seed = 3}), first);
        QVERIFY(drawn({.length = 30, .seed = 4}) != first);
        const std::string word = first.back().substr(4, 2);
        const std::vector<std::string> stopped = drawn({.length = 30, .seed = 3, .stop = {word}});
        for (std::size_t arm = 0; arm < first.size(); ++arm)
            QCOMPARE(stopped[arm], first[arm].substr(0, first[arm].find(word)));
        QCOMPARE(drawn({.length = 0}), std::vector<std::string>(3));
    }

    void it_streams_and_stops()
    {
        Ask ask(config(), std::stop_token());
        ask.stand({.at = 40});
        ask.read("");
        std::stop_source stop;
        std::map<Arm, std::int64_t> heard;
        const auto answers = ask.go_on(
            {.length = 50},
            [&](const ArmAnswer& answer) {
                heard[answer.arm] = answer.tokens;
                if (answer.tokens == 7)
                    stop.request_stop();
            },
            stop.get_token());
        for (const ArmAnswer& answer : answers) {
            QCOMPARE(answer.tokens, std::int64_t{7});
            QCOMPARE(heard[answer.arm], std::int64_t{7});
        }
        QVERIFY_EXCEPTION_THROWN(ask.stand({.at = 149}, stop.get_token()), Cancelled);
        ask.stand({.at = 149});
        QCOMPARE(ask.read("").size(), std::size_t{3});
    }

    void without_a_chunk_it_is_another_model()
    {
        Ask ask(config(), std::stop_token());
        const auto at = [&](AskPlace place) {
            ask.stand(place);
            const std::vector<ArmAnswer> answers = ask.read("");
            return std::pair(answers[0].top.front().probability, answers[1].top.front().probability);
        };
        const auto with = at({.at = 100}), less = at({.at = 100, .without = 2}), again = at({.at = 100});
        QCOMPARE(less.first, with.first);
        QVERIFY(std::abs(less.second - with.second) > 1e-6);
        TTT_VERIFY_BELOW(std::abs(again.second - with.second), 1e-6);
        const auto first = at({.at = 16, .without = 0});
        TTT_VERIFY_BELOW(std::abs(first.first - at({.at = 16}).first), 1e-6);
    }

    void states_are_kept_and_bounded()
    {
        write_text(files_.path("long.txt"), babble(5000));
        RunConfig asked = config();
        asked.document = files_.path("long.txt");
        Ask ask(asked, std::stop_token());
        int read = 0;
        while (ask.read_ahead())
            ++read;
        const AskKept kept = ask.kept();
        QCOMPARE(kept.every, std::int64_t{1024});
        QCOMPARE(kept.states, std::int64_t{5});
        QCOMPARE(kept.read, std::int64_t{4096});
        QCOMPARE(read, 4);
        QVERIFY(kept.bytes > 0);
        Ask fresh(asked, std::stop_token());
        for (const std::int64_t at : {4500, 1030, 2500}) {
            ask.stand({.at = at});
            fresh.stand({.at = at});
            TTT_VERIFY_BELOW(std::abs(ask.read("q")[1].top[0].probability - fresh.read("q")[1].top[0].probability),
                             1e-5);
        }
    }

    void what_can_not_be_asked()
    {
        Ask ask(config(), std::stop_token());
        TTT_VERIFY_SENTENCE(ask.stand({.at = 151}), "The text has 150 tokens, so a place to ask at is one of 0 to 150");
        TTT_VERIFY_SENTENCE(ask.stand({.at = -1}), "not -1");
        TTT_VERIFY_SENTENCE(ask.stand({.at = 15, .without = 0}), "no chunk was read whole before it");
        TTT_VERIFY_SENTENCE(ask.stand({.at = 40, .without = 2}), "0 to 1");
        ask.stand({.at = 0});
        TTT_VERIFY_SENTENCE(ask.read(""), "Nothing stands before token 0");
        QCOMPARE(ask.read("\xff\xfe").size(), std::size_t{3});  // any bytes are a question
        TTT_VERIFY_SENTENCE(ask.go_on({.length = -1}), "length");
        TTT_VERIFY_SENTENCE(ask.go_on({.top_p = 0}), "Top p");
        TTT_VERIFY_SENTENCE(Ask(config(), std::vector<std::int32_t>{1, 999}), "not the model of this run any more");
    }

    void the_sampler_keeps_to_its_nucleus()
    {
        const torch::Tensor logits = torch::log(torch::tensor({0.1, 0.6, 0.25, 0.05}));
        Sampler narrow({.top_p = 0.7, .seed = 1}), wide({.seed = 1}), cold({.temperature = 0});
        std::array<int, 4> drawn{}, all{};
        for (int count = 0; count < 4000; ++count) {
            ++drawn[static_cast<std::size_t>(narrow.draw(logits))];
            ++all[static_cast<std::size_t>(wide.draw(logits))];
        }
        QCOMPARE(drawn[0] + drawn[3], 0);
        TTT_VERIFY_BELOW(std::abs(drawn[1] / 4000.0 - 0.6 / 0.85), 0.03);
        TTT_VERIFY_BELOW(std::abs(all[3] / 4000.0 - 0.05), 0.015);
        QCOMPARE(cold.draw(logits), 1);
    }
};

TTT_TEST(TestAsk)
#include "tst_ask.moc"
