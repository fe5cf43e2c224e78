// `ttt ask`, as somebody types it, also wrongly.
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

using namespace ttt;
using namespace ttt::test;

class CliAsk : public QObject {
    Q_OBJECT

private:
    Outcome ask(const QStringList& more)
    {
        return folder_.run(QStringList{"ask", "--model", "model", "--document", "text.txt", "--target", "lm-aligned"} +
                           more);
    }

    static QJsonArray top(const Outcome& outcome, const char* arm)
    {
        return outcome.json()["arms"].toObject()[arm].toObject()["top"].toArray();
    }

    static QString text(const Outcome& outcome, const char* arm)
    {
        return outcome.json()["arms"].toObject()[arm].toObject()["text"].toString();
    }

    Folder folder_;

private Q_SLOTS:
    void initTestCase()
    {
        folder_.make_model();
        const Outcome made = folder_.run(run_arguments({"--quiet", "--twin"}));
        QVERIFY2(made.code == 0, qPrintable(made.err));
    }

    void the_json_holds_what_each_arm_expects()
    {
        const Outcome outcome =
            ask({"--twin", "--at", "70", "--prompt", "abc", "--length", "6", "--temperature", "0", "--json"});
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        const QJsonObject json = outcome.json();
        QCOMPARE(json["at"].toInt(), 70);
        QCOMPARE(json["arms"].toObject().keys(), (QStringList{"adapted", "frozen", "twin"}));
        for (const char* arm : {"frozen", "adapted", "twin"}) {
            const QJsonArray chances = top(outcome, arm);
            QCOMPARE(chances.size(), 5);
            double last = 1;
            for (const QJsonValue& chance : chances) {
                QVERIFY(chance["token"].isDouble() && chance["text"].isString());
                QVERIFY(chance["probability"].toDouble() <= last);
                last = chance["probability"].toDouble();
            }
            QCOMPARE(json["arms"].toObject()[arm].toObject()["tokens"].toInt(), 6);
        }
        QVERIFY(top(outcome, "adapted") != top(outcome, "frozen"));
        const QStringList again{"--twin", "--at",          "70", "--prompt", "abc", "--length",
                                "6",      "--temperature", "0",  "--json"};
        QCOMPARE(ask(again).json()["arms"], json["arms"]);
        QVERIFY(json["token_ms"].toObject()["p50"].toDouble() > 0);
    }

    void a_logged_run_answers_the_same()
    {
        const QStringList question{"--at", "70", "--prompt", "abc", "--length", "5", "--seed", "7", "--json"};
        const Outcome fresh = ask(QStringList{"--twin"} + question);
        const Outcome logged = folder_.run(QStringList{"ask", "--session", "s.ttt"} + question);
        QVERIFY2(logged.code == 0, qPrintable(logged.err));
        for (const char* arm : {"frozen", "adapted", "twin"})
            for (int row = 0; row < 5; ++row) {
                QCOMPARE(top(logged, arm).at(row)["token"], top(fresh, arm).at(row)["token"]);
                QVERIFY(std::abs(top(logged, arm).at(row)["probability"].toDouble() -
                                 top(fresh, arm).at(row)["probability"].toDouble()) < 1e-5);
            }
        QCOMPARE(text(logged, "frozen"), text(fresh, "frozen"));
    }

    void the_table_names_arms_and_tokens()
    {
        const Outcome outcome = ask({"--at", "40", "--prompt", "ab", "--length", "0", "--without", "1"});
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        QVERIFY2(outcome.out.startsWith("At token 40, without chunk 1, behind 'ab', the next token is expected to be"),
                 qPrintable(outcome.out));
        QVERIFY(outcome.out.contains("frozen") && outcome.out.contains("adapted") && outcome.out.contains(" %"));
    }

    /// The second turn stands behind the first one and the arm's own answer.
    void a_conversation_goes_on_turn_by_turn()
    {
        const QStringList choices{"--at", "40", "--length", "1", "--temperature", "0", "--json"};
        int compared = 0;
        for (const char* prompt : {"ab ", "b", "xyz ", "no", "we ", "Q"}) {
            const QString begin = QString::fromLatin1(prompt);
            const Outcome outcome = ask(choices + QStringList{"--prompt", begin, "--prompt", " cd"});
            QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
            const QJsonObject first = outcome.json()["turns"].toArray().at(0).toObject();
            QCOMPARE(first["prompt"].toString(), begin);
            for (const char* arm : {"frozen", "adapted"}) {
                const QString answered = first["texts"].toObject()[arm].toString();
                QCOMPARE(answered, text(ask(choices + QStringList{"--prompt", begin}), arm));
                if (answered.contains(QChar::ReplacementCharacter) || answered.contains(QChar::Null))
                    continue;  // bytes that nobody can type again
                const Outcome alone = ask(choices + QStringList{"--prompt", begin + answered + " cd"});
                QCOMPARE(text(outcome, arm), text(alone, arm));
                ++compared;
            }
        }
        QVERIFY(compared > 0);
        const Outcome plain = ask({"--at", "40", "--length", "2", "--prompt", "ab ", "--prompt", " cd"});
        QVERIFY2(plain.out.contains("frozen: ab "), qPrintable(plain.out));
    }

    void any_place_and_any_prompt()
    {
        for (const char* at : {"1", "15", "16", "17", "149", "150"})
            QCOMPARE(top(ask({"--at", at, "--length", "0", "--json"}), "frozen").size(), 5);
        QCOMPARE(top(ask({"--at", "0", "--prompt", "a", "--length", "1", "--json"}), "adapted").size(), 5);
        QProcess process;  // bytes that are no text
        process.setProgram("/bin/sh");
        folder_.write("ask.sh", "exec \"$1\" ask --model model --document text.txt --target lm-aligned --at 20 "
                                "--length 3 --json --prompt \"$(printf '\\377\\376')\"");
        process.setWorkingDirectory(folder_.path("."));
        process.start("/bin/sh", {"ask.sh", TTT_PROGRAM});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(QJsonDocument::fromJson(process.readAllStandardOutput()).object()["at"].toInt(), 20);
    }

    void methods_that_learn_by_gradients()
    {
        for (const char* method : {"dynamic-evaluation", "lora"}) {
            const Outcome outcome =
                folder_.run({"ask", "--model", "model", "--document", "text.txt", "--method", method, "--segment", "16",
                             "--at", "100", "--learn", "--length", "20", "--json"});
            QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
            QVERIFY(outcome.json()["learns"].toBool());
            QVERIFY(top(outcome, "adapted") != top(outcome, "frozen"));
        }
    }

    void what_can_not_be_asked_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, const QStringList& arguments, int code, const char* sentence) {
            QTest::newRow(name) << arguments << code << sentence;
        };
        row("no place", {"--prompt", "a"}, 2, "--at");
        row("beyond the end", {"--at", "151"}, 1, "The text has 150 tokens, so a place to ask at is one of 0 to 150");
        row("before the start", {"--at", "-1"}, 2, "--at");
        row("no number", {"--at", "x"}, 2, "'x' is not a whole number");
        row("nothing there", {"--at", "0"}, 1, "Nothing stands before token 0");
        row("no model", {"--at", "1", "--model", "absent"}, 1, "absent");
        row("no nucleus", {"--at", "1", "--top-p", "0"}, 2, "Top p");
        row("too hot", {"--at", "1", "--temperature", "1e9"}, 2, "temperature");
        row("a later chunk", {"--at", "30", "--without", "5"}, 1, "Chunk 5 can't be left out");
        row("another method's option", {"--at", "1", "--rank", "4"}, 2, "--rank is an option of lora");
    }

    void what_can_not_be_asked()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QString, sentence);
        const bool names_model = arguments.contains("--model");
        const Outcome outcome =
            names_model ? folder_.run(QStringList{"ask", "--document", "text.txt"} + arguments) : ask(arguments);
        QCOMPARE(outcome.code, code);
        QVERIFY2(outcome.err.contains(sentence), qPrintable(outcome.err));
        QCOMPARE(outcome.err.trimmed().count('\n'), 0);
    }

    void a_logged_run_has_its_own_choices()
    {
        const Outcome outcome = folder_.run({"ask", "--session", "s.ttt", "--at", "9", "--chunk", "8"});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains("--chunk can't be chosen anew for a run that was logged"),
                 qPrintable(outcome.err));
        const Outcome absent = folder_.run({"ask", "--session", "absent.ttt", "--at", "9"});
        QCOMPARE(absent.code, 1);
        QVERIFY2(absent.err.contains("absent.ttt"), qPrintable(absent.err));
    }
};

TTT_TEST(CliAsk)
#include "tst_cli_ask.moc"
