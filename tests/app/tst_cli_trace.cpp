#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <cmath>

using namespace ttt;
using namespace ttt::test;

class CliTrace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void the_json_adds_up();
    void the_table_says_the_same();
    void a_token_by_text_or_id();
    void a_place_in_the_first_chunk();
    void what_a_chunk_taught();
    void a_chunk_without_readers();
    void both_questions_at_once();
    void what_can_not_be_traced_data();
    void what_can_not_be_traced();
    void a_changed_model_is_named();
    void the_session_alone_holds_the_text();

private:
    Outcome trace(const QStringList& more)
    {
        return folder_.run(QStringList{"trace", "--session", "s.ttt", "--quiet"} + more);
    }

    static double sum(const QJsonArray& values)
    {
        double result = 0;
        for (const QJsonValue& value : values)
            result += value.toDouble();
        return result;
    }

    Folder folder_;
    QJsonObject logit_;  // of item 115, asked once
};

/// Text with digits that come back: "0123456789" at 20, 60 and 110.
void CliTrace::initTestCase()
{
    folder_.make_model();
    std::string text = Folder::babble(150);
    for (const std::size_t at : {20UL, 60UL, 110UL})
        text.replace(at, 10, "0123456789");
    folder_.write("text.txt", text);
    const Outcome made = folder_.run(run_arguments({"--quiet"}));
    QVERIFY2(made.code == 0, qPrintable(made.err));
    folder_.write("frozen.txt", text);
    const Outcome frozen = folder_.run(
        {"run", "--model", "model", "--document", "frozen.txt", "--session", "frozen.ttt", "--frozen-only", "--quiet"});
    QVERIFY2(frozen.code == 0, qPrintable(frozen.err));
    logit_ = trace({"--item", "115", "--json"}).json()["logit"].toObject();
    QVERIFY(!logit_.isEmpty());
}

void CliTrace::the_json_adds_up()
{
    const Outcome outcome = trace({"--item", "115", "--top", "3", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject json = outcome.json();
    QCOMPARE(json["document"].toString(), "text.txt");
    QCOMPARE(json["chunk_size"].toInt(), 16);
    QVERIFY(!json.contains("chunk"));
    const QJsonObject logit = json["logit"].toObject();
    QCOMPARE(logit["item"].toInt(), 115);
    QCOMPARE(logit["item_text"].toString(), "5");
    QCOMPARE(logit["token_text"].toString(), "5");
    const double change = logit["change"].toDouble();
    QVERIFY(std::abs(change) > 1e-3);
    QVERIFY(std::abs(logit["adapted"].toDouble() - logit["frozen"].toDouble() - change) < 1e-12);
    const double parts = logit["direct"].toDouble() + logit["rescaled"].toDouble() + logit["indirect"].toDouble();
    QVERIFY2(std::abs(parts - change) < 1e-4, qPrintable(QString::number(parts - change)));
    QCOMPARE(logit["by_chunk"].toArray().size(), 7);
    QVERIFY(std::abs(sum(logit["by_chunk"].toArray()) - logit["direct"].toDouble()) < 1e-9);
    const QJsonArray teachers = logit["teachers"].toArray();
    QCOMPARE(teachers.size(), 3);
    double last = 1e9;
    for (const QJsonValue& teacher : teachers) {
        const int item = teacher["item"].toInt(-1);
        QCOMPARE(teacher["chunk"].toInt(), item / 16);
        QCOMPARE(teacher["text"].toString(), QString(QChar(folder_.read("text.txt")[item])));
        const double size = std::abs(teacher["term"].toDouble());
        QVERIFY(size > 0 && size <= last);
        last = size;
    }
}

void CliTrace::the_table_says_the_same()
{
    const Outcome outcome = trace({"--item", "115", "--top", "2"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const auto number = [](double value) { return (value > 0 ? "+" : "") + QString::number(value, 'f', 3); };
    for (const char* part : {"direct", "rescaled", "indirect"}) {
        const QRegularExpression line(
            QString("^  %1: .* %2$").arg(part, QRegularExpression::escape(number(logit_[part].toDouble()))),
            QRegularExpression::MultilineOption);
        QVERIFY2(outcome.out.contains(line), qPrintable(outcome.out));
    }
    QVERIFY(outcome.out.contains("Place     token 115: "));
    QVERIFY(outcome.out.contains("[5]6789"));
    QVERIFY(outcome.out.contains("\"5\", id " + QString::number(logit_["token"].toInt()) + ", which stands there"));
    QVERIFY(outcome.out.contains("the 5 others"));    // of 7 chunks
    QVERIFY(outcome.out.contains("the 110 others"));  // of 112 tokens
    QCOMPARE(outcome.out.count(QRegularExpression("^chunk \\d", QRegularExpression::MultilineOption)), 2);
}

void CliTrace::a_token_by_text_or_id()
{
    const QJsonObject by_text = trace({"--item", "115", "--token", "Q", "--json"}).json()["logit"].toObject();
    QCOMPARE(by_text["token_text"].toString(), "Q");
    QCOMPARE(by_text["item_text"].toString(), "5");
    const QString id = QString::number(by_text["token"].toInt());
    const QJsonObject by_id = trace({"--item", "115", "--token", id, "--json"}).json()["logit"].toObject();
    QCOMPARE(by_id, by_text);
    QVERIFY(logit_["frozen"].toDouble() != by_text["frozen"].toDouble());
    QVERIFY(!trace({"--item", "115", "--token", "Q"}).out.contains("which stands there"));
}

void CliTrace::a_place_in_the_first_chunk()
{
    const Outcome outcome = trace({"--item", "16"});  // predicted by token 15, the last of the first chunk
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.out.contains("nothing was learned yet"), qPrintable(outcome.out));
    QVERIFY(!trace({"--item", "17"}).out.contains("nothing was learned yet"));
}

void CliTrace::what_a_chunk_taught()
{
    const QJsonObject taught = trace({"--chunk", "1", "--top", "4", "--json"}).json()["chunk"].toObject();
    QCOMPARE(taught["chunk"].toInt(), 1);
    QCOMPARE(taught["begin"].toInt(), 16);
    QCOMPARE(taught["end"].toInt(), 32);
    QCOMPARE(taught["first"].toInt(), 33);
    QCOMPARE(taught["items"].toInt(), 150 - 33);
    QCOMPARE(taught["raised"].toInt() + taught["lowered"].toInt(), 150 - 33);
    const QJsonArray helped = taught["helped"].toArray();
    QCOMPARE(helped.size(), 4);
    QCOMPARE(taught["hurt"].toArray().size(), 4);
    QVERIFY(helped[0].toObject()["term"].toDouble() > helped[1].toObject()["term"].toDouble());
    QVERIFY(taught["hurt"].toArray()[0].toObject()["term"].toDouble() < 0);
    // The same number from the other side.
    const QJsonObject best = helped[0].toObject();
    const QJsonObject logit =
        trace({"--item", QString::number(best["item"].toInt()), "--json"}).json()["logit"].toObject();
    QVERIFY(std::abs(logit["by_chunk"].toArray()[1].toDouble() - best["term"].toDouble()) < 1e-5);
    const Outcome text = trace({"--chunk", "1"});
    QVERIFY2(text.out.contains("Chunk     1, tokens 16 – 31: \"") &&
                 text.out.contains("Taught    117 tokens behind it"),
             qPrintable(text.out));
}

void CliTrace::a_chunk_without_readers()
{
    // 150 tokens are nine chunks and six: token 144 is read with the ninth, and 145 is the first that it predicts.
    QCOMPARE(trace({"--chunk", "8", "--json"}).json()["chunk"].toObject()["items"].toInt(), 5);
    const Outcome run = folder_.run({"run", "--model", "model", "--document", "text.txt", "--session", "short.ttt",
                                     "--target", "lm-aligned", "--tokens", "32", "--quiet"});
    QCOMPARE(run.code, 0);
    const Outcome outcome = folder_.run({"trace", "--session", "short.ttt", "--chunk", "1", "--quiet"});
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.out.contains("was not used"), qPrintable(outcome.out));
}

void CliTrace::both_questions_at_once()
{
    const QJsonObject json = trace({"--item", "115", "--chunk", "1", "--json"}).json();
    QVERIFY(json.contains("logit") && json.contains("chunk"));
    QCOMPARE(json["logit"].toObject()["change"], logit_["change"]);
}

void CliTrace::what_can_not_be_traced_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const QStringList& arguments, int code, const QString& sentence) {
        QTest::newRow(name) << arguments << code << sentence;
    };
    const QStringList session{"--session", "s.ttt"};
    row("no question", session, 2, "Name a place with --item N, a chunk with --chunk N, or both.");
    row("a token without a place", session + QStringList{"--chunk", "1", "--token", "a"}, 2, "name it with --item N");
    row("the first token", session + QStringList{"--item", "0"}, 2, "'0' is not a whole number of at least 1");
    row("behind the end", session + QStringList{"--item", "150"}, 1, "those that were predicted are 1 to 149.");
    row("the last piece, which is no chunk", session + QStringList{"--chunk", "9"}, 1, "its whole chunks are 0 to 8.");
    row("no such id", session + QStringList{"--item", "20", "--token", "260"}, 1, "its ids are 0 to 259.");
    row("no such text", session + QStringList{"--item", "20", "--token", "Emma"}, 1, "no token with the text 'Emma'");
    row("no such run", session + QStringList{"--item", "20", "--run", "zzzz"}, 1, "zzzz");
    row("no such session", {"--session", "nowhere.ttt", "--item", "20"}, 1, "nowhere.ttt");
    row("a run that does not learn", {"--session", "frozen.ttt", "--item", "20"}, 1, "nothing that learns");
}

void CliTrace::what_can_not_be_traced()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, sentence);
    const Outcome outcome = folder_.run(QStringList{"trace"} + arguments);
    QCOMPARE(outcome.code, code);
    QCOMPARE(outcome.out, "");
    const QStringList lines = outcome.err.split('\n', Qt::SkipEmptyParts);
    QVERIFY2(lines.size() == 1 && lines[0].startsWith("ttt: ") && lines[0].contains(sentence), qPrintable(outcome.err));
}

void CliTrace::a_changed_model_is_named()
{
    QVERIFY(QDir().rename(folder_.path("model"), folder_.path("model-before")));
    const QStringList init{"model", "init", "--config", "config.json", "--tokenizer", "byte.json", "--model", "model"};
    QCOMPARE(folder_.run(init + QStringList{"--seed", "77"}).code, 0);
    const Outcome outcome = trace({"--item", "20"});
    QVERIFY(QDir(folder_.path("model")).removeRecursively());
    QVERIFY(QDir().rename(folder_.path("model-before"), folder_.path("model")));
    QCOMPARE(outcome.code, 1);
    const QString sentence = "ttt: The model '" + folder_.path("model") + "' has changed since the run was logged";
    QVERIFY2(outcome.err.startsWith(sentence), qPrintable(outcome.err));
}

void CliTrace::the_session_alone_holds_the_text()
{
    QVERIFY(QFile::rename(folder_.path("text.txt"), folder_.path("away.txt")));
    const Outcome outcome = trace({"--item", "115", "--json"});
    QVERIFY(QFile::rename(folder_.path("away.txt"), folder_.path("text.txt")));
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.json()["logit"].toObject(), logit_);
}

TTT_TEST(CliTrace)
#include "tst_cli_trace.moc"
