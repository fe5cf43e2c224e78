// `ttt heads`, `ttt causality` and `ttt run --control random`, as a person calls them.
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

using namespace ttt;
using namespace ttt::test;

class CliHeads : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void heads_are_sorted_by_prefix_matching();
    void heads_in_json();
    void a_model_without_ttt();
    void causality_gives_a_verdict();
    void causality_in_json();
    void a_control_is_verified_to_the_last_bit();
    void a_control_without_a_rate_is_the_frozen_model();
    void wrong_usage_data();
    void wrong_usage();

private:
    /// A fresh model learns nothing (its convolution is 0); a target set by hand writes something.
    Outcome look(const QString& command, const QStringList& more = {}, const QString& document = "text.txt")
    {
        return folder_.run(QStringList{command, "--model", "model", "--document", document, "--target", "lm-aligned"} +
                           more);
    }

    Folder folder_;
};

void CliHeads::initTestCase()
{
    folder_.make_model();
    folder_.write("long.txt", Folder::babble(600));
}

void CliHeads::heads_are_sorted_by_prefix_matching()
{
    const Outcome outcome = look("heads", {}, "long.txt");
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.contains("on 8 random spans of 5 tokens, each read twice, and on 600 tokens of long.txt"),
             qPrintable(outcome.out));
    const QStringList lines = outcome.out.split('\n');
    const auto heading =
        std::find_if(lines.begin(), lines.end(), [](const QString& line) { return line.startsWith("layer"); });
    QVERIFY(heading != lines.end() && lines.end() - heading > 10);
    double before = 1;
    for (int row = 1; row <= 8; ++row) {
        const QStringList cells = heading[row].simplified().split(' ');
        QVERIFY2(cells.size() >= 6 && cells[2].toDouble() <= before, qPrintable(heading[row]));
        QCOMPARE(heading[row].contains("← strongest"), row == 1);
        before = cells[2].toDouble();
    }
    QVERIFY2(heading[9].startsWith("even"), qPrintable(heading[9]));
    QVERIFY(outcome.out.contains("(1 context of 512 tokens; negative: context helps)"));
    QVERIFY2(outcome.out.contains("Attention sees 12 tokens in each layer; repeats further apart are left to what "
                                  "layers pass on and to the fast weights."),
             qPrintable(outcome.out));
}

void CliHeads::heads_in_json()
{
    const Outcome outcome = look("heads", {"--json", "--tokens", "100"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject json = outcome.json();
    QCOMPARE(json["tokens"].toInt(), 100);
    QCOMPARE(json["window"].toInt(), 12);
    QCOMPARE(json["span"].toInt(), 5);
    QCOMPARE(json["repeats"].toInt(), 2);
    QCOMPARE(json["in_context"].toObject()["contexts"].toInt(-1), 0);
    QVERIFY(json["in_context"].toObject()["adapted"].isNull());
    const QJsonArray heads = json["heads"].toArray();
    QCOMPARE(heads.size(), 8);
    for (const QJsonValue& head : heads) {
        const double prefix = head.toObject()["prefix_random"].toDouble(-1);
        QVERIFY(prefix > 0 && prefix < 1);
        QVERIFY(head.toObject()["copying_document"].isDouble());
    }
    QCOMPARE(look("heads", {"--json", "--tokens", "100"}).out, outcome.out);
}

void CliHeads::a_model_without_ttt()
{
    QString plain = QString::fromLatin1(tiny_config) + "}";
    plain.replace("\"ttt_mode\": true", "\"ttt_mode\": false");
    folder_.write("plain.json", plain.toStdString());
    const Outcome made =
        folder_.run({"model", "init", "--config", "plain.json", "--tokenizer", "byte.json", "--model", "plain"});
    QVERIFY2(made.code == 0, qPrintable(made.err));
    const QStringList arguments{"heads", "--model", "plain", "--document", "text.txt", "--json"};
    const Outcome refused = folder_.run(arguments);
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.contains("run the frozen arm only"), qPrintable(refused.err));
    const Outcome outcome = folder_.run(arguments + QStringList{"--frozen-only", "--chunk", "16"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(outcome.json()["heads"].toArray().size(), 8);
}

void CliHeads::causality_gives_a_verdict()
{
    const Outcome outcome = look("causality");
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.startsWith("Token 72 of text.txt replaced: '"),
             qPrintable(outcome.out));  // 150 / 2, mid-chunk
    QVERIFY(outcome.out.contains("both texts read up to token 150 in chunks of 16"));
    QVERIFY2(outcome.out.contains("chunk 4 (tokens 64 to 79) was the first to write something else"),
             qPrintable(outcome.out));
    QVERIFY(outcome.out.contains("after it, within attention's reach     44"));  // 4 layers, 11 tokens back each
    QVERIFY(outcome.out.contains("after it, out of reach                 33"));
    QVERIFY(outcome.out.endsWith("Causal: nothing before the replaced token moved, to the last bit.\n"));
    QVERIFY(look("causality", {"--item", "0"}).out.contains("There is nothing before the first token"));
}

void CliHeads::causality_in_json()
{
    const Outcome outcome = look("causality", {"--json", "--item", "40", "--tokens", "60", "--seed", "3"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject json = outcome.json();
    QCOMPARE(json["item"].toInt(), 40);
    QCOMPARE(json["causal"].toBool(), true);
    QCOMPARE(json["largest_before"].toDouble(-1), 0.0);
    QCOMPARE(json["first_moved"].toInt(), 40);
    QCOMPARE(json["first_write"].toInt(), 2);
    QVERIFY(json["original"].toInt() != json["replacement"].toInt());
    const QJsonArray by_item = json["by_item"].toArray();
    QCOMPARE(by_item.size(), 60);
    QVERIFY(by_item[39].toDouble(-1) == 0 && by_item[40].toDouble() > 0);
    QCOMPARE(json["largest_at"].toDouble(), by_item[40].toDouble());
}

void CliHeads::a_control_is_verified_to_the_last_bit()
{
    const auto run = [this](const QStringList& more) {
        const Outcome outcome = folder_.run(run_arguments(QStringList{"--json"} + more));
        return outcome.code == 0 ? outcome.json() : QJsonObject{{"error", outcome.err}};
    };
    const QJsonObject real = run({});
    const QJsonObject control = run({"--control", "random"});
    const Outcome verified = folder_.run({"verify", "--session", "s.ttt"});
    QVERIFY2(verified.code == 0 && verified.out.contains("identical"), qPrintable(verified.out + verified.err));
    const QJsonObject other = run({"--control", "random", "--seed", "1"});
    const auto adapted = [](const QJsonObject& json) { return json["perplexity"].toObject()["adapted"].toDouble(-1); };
    QVERIFY2(adapted(real) > 0, qPrintable(real["error"].toString()));
    QVERIFY(adapted(control) > 0 && adapted(control) != adapted(real));
    QVERIFY(adapted(other) > 0 && adapted(other) != adapted(control));
    QCOMPARE(adapted(run({"--control", "random"})), adapted(control));
}

void CliHeads::a_control_without_a_rate_is_the_frozen_model()
{
    const Outcome outcome = folder_.run(run_arguments({"--json", "--control", "random", "--inner-lr", "0"}));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject perplexity = outcome.json()["perplexity"].toObject();
    QVERIFY(perplexity["frozen"].toDouble() > 0);
    QCOMPARE(perplexity["adapted"].toDouble(), perplexity["frozen"].toDouble());
    QCOMPARE(folder_.run(run_arguments({"--control", "random", "--frozen-only"})).code, 0);
}

void CliHeads::wrong_usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("control") << QStringList{"run", "--control", "shuffled"} << 2
                             << "--control: 'shuffled' is not one of none, random";
    QTest::newRow("item text") << QStringList{"causality", "--item", "first"} << 2
                               << "--item: 'first' is not a whole number";
    QTest::newRow("item") << QStringList{"causality", "--model", "model", "--document", "text.txt", "--item", "150"}
                          << 1 << "must be one of 0 to 149, not 150.";
    QTest::newRow("tokens") << QStringList{"heads", "--tokens", "0"} << 2 << "--tokens: '0' is not a whole number";
    QTest::newRow("document") << QStringList{"heads", "--model", "model", "--document", "none.txt"} << 1 << "none.txt";
}

void CliHeads::wrong_usage()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, sentence);
    const Outcome outcome = folder_.run(arguments);
    QCOMPARE(outcome.code, code);
    QCOMPARE(outcome.out, "");
    QVERIFY2(outcome.err.startsWith("ttt: ") && outcome.err.contains(sentence), qPrintable(outcome.err));
}

TTT_TEST(CliHeads)
#include "tst_cli_heads.moc"
