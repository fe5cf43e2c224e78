// `ttt compare` and the options of methods, through the real program.
#include "sessions/session_reader.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace ttt;
using namespace ttt::test;

class CliCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QFile::remove(folder_.path("s.ttt")); }

    void frozen_and_in_place();
    void runs_are_logged_and_agree_with_run();
    void table();
    void settings_reach_their_method();
    void gradient_methods();
    void both_together_can_be_repeated();
    void what_it_takes_is_told_before();
    void a_method_that_can_not_be_is_told();
    void wrong_usage_data();
    void wrong_usage();
    void options_of_other_methods_data();
    void options_of_other_methods();
    void help_says_which_method_has_an_option();

private:
    QStringList compare(const QStringList& more) const
    {
        return QStringList{"compare", "--model", "model", "--document", "text.txt", "--session", "s.ttt"} + more;
    }
    QJsonObject json(const QStringList& more)
    {
        const Outcome outcome = folder_.run(compare(more + QStringList{"--json"}));
        if (outcome.code != 0)
            qWarning("%s", qPrintable(outcome.err));
        return outcome.json();
    }

    Folder folder_;
};

/// A fresh model's convolution is 0: only taps set by hand write something.
static const QStringList by_hand{"--set", "in-place.target=lm-aligned"};

void CliCompare::initTestCase()
{
    folder_.make_model();
    folder_.write("text.txt", Folder::babble(600));
    folder_.write("stock/config.json", QString::fromLatin1(tiny_config)
                                               .left(QString::fromLatin1(tiny_config).indexOf("\"ttt_mode\""))
                                               .trimmed()
                                               .chopped(1)
                                               .toStdString() +
                                           "}");
    const Outcome made = folder_.run({"model", "init", "--config", "stock/config.json", "--tokenizer", "byte.json",
                                      "--model", "plain", "--seed", "7"});
    QVERIFY2(made.code == 0, qPrintable(made.err));
}

void CliCompare::frozen_and_in_place()
{
    const QJsonObject result = json(QStringList{"--methods", "in-place"} + by_hand);
    QCOMPARE(result["tokens"].toInt(), 600);
    QCOMPARE(result["block"].toInt(), 16);
    const QJsonArray methods = result["methods"].toArray();
    QCOMPARE(methods.size(), 2);
    QCOMPARE(methods[0]["method"].toString(), "frozen");
    QVERIFY(!methods[0].toObject().contains("change"));
    const QJsonObject in_place = methods[1].toObject();
    QCOMPARE(in_place["method"].toString(), "in-place");
    const double ratio = in_place["perplexity"].toDouble() / methods[0]["perplexity"].toDouble();
    QVERIFY(std::abs(in_place["change"].toDouble() - (ratio - 1)) < 1e-9);
    QVERIFY(in_place["change_low"].toDouble() <= in_place["change"].toDouble());
    QVERIFY(in_place["change_high"].toDouble() >= in_place["change"].toDouble());
    QVERIFY(in_place["change_high"].toDouble() > in_place["change_low"].toDouble());
    const double worse = in_place["worse"].toDouble(-1);
    QVERIFY(worse >= 0 && worse <= 1);
    QCOMPARE(in_place["ranges"].toArray().size(), 2);
    QCOMPARE(in_place["ranges"][1]["end"].toInt(), 600);
    QVERIFY(in_place["seconds"].toDouble() > 0);
    QVERIFY(in_place["peak_memory_mib"].toDouble() > 1);
    QVERIFY(in_place["problem"].toString().isEmpty());
}

void CliCompare::runs_are_logged_and_agree_with_run()
{
    const QJsonArray methods = json(QStringList{"--methods", "frozen,in-place"} + by_hand)["methods"].toArray();
    const SessionReader reader(folder_.path("s.ttt").toStdString());
    QCOMPARE(reader.runs().size(), 2U);
    const RunInfo frozen = reader.find(methods[0]["run"].toString().toStdString());
    const RunInfo in_place = reader.find(methods[1]["run"].toString().toStdString());
    QCOMPARE(frozen.header.config.arms.text(), std::string("frozen"));
    QCOMPARE(in_place.header.config.arms.text(), std::string("adapted"));
    const QJsonObject both = folder_.run(run_arguments({"--json"})).json()["perplexity"].toObject();
    QVERIFY(std::abs(methods[0]["perplexity"].toDouble() / both["frozen"].toDouble() - 1) < 1e-5);
    QVERIFY(std::abs(methods[1]["perplexity"].toDouble() / both["adapted"].toDouble() - 1) < 1e-5);
    QCOMPARE(folder_.run({"verify", "--session", "s.ttt", "--run", methods[1]["run"].toString()}).code, 0);
}

void CliCompare::table()
{
    const Outcome outcome = folder_.run(compare(QStringList{"--methods", "in-place", "--tokens", "300"} + by_hand));
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.err, "");
    for (const char* pattern :
         {"positions +frozen +in-place\n", "\n0 – 300( +[0-9.]+){2}\n", "\nall( +[0-9.]+){2}\n",
          "method +perplexity +against frozen +95 % interval +worse tokens +seconds +peak memory\n",
          "\nfrozen +[0-9.]+ +– +– +– +[0-9.]+ +[0-9,]+ MiB\n",
          "\nin-place +[0-9.]+ +[+-][0-9.]+ % +[+-]?[0-9.]+ … [+-]?[0-9.]+ % +[0-9.]+ % +[0-9.]+ +[0-9,]+ MiB\n"})
        QVERIFY2(QRegularExpression(QString::fromUtf8(pattern)).match(outcome.out).hasMatch(),
                 qPrintable(QString::fromUtf8(pattern) + outcome.out));
    QVERIFY(outcome.out.contains("blocks of 16 tokens"));
    QVERIFY(outcome.out.contains(folder_.path("s.ttt")));
    const Outcome quiet =
        folder_.run(compare(QStringList{"--methods", "in-place", "--tokens", "40", "--quiet"} + by_hand));
    QCOMPARE(quiet.code, 0);
    QCOMPARE(quiet.out + quiet.err, "");
}

void CliCompare::settings_reach_their_method()
{
    const QJsonArray methods = json(QStringList{"--methods", "frozen,in-place", "--tokens", "100", "--window", "7",
                                                "--set", "in-place.fast_layers=1,2", "--set", "in-place.decay=0.5",
                                                "--set", "in-place.centre-keys", "--set", "frozen.chunk=20"} +
                                    by_hand)["methods"]
                                   .toArray();
    QCOMPARE(methods.size(), 2);
    const SessionReader reader(folder_.path("s.ttt").toStdString());
    const RunConfig frozen = reader.find(methods[0]["run"].toString().toStdString()).header.config;
    const RunConfig in_place = reader.find(methods[1]["run"].toString().toStdString()).header.config;
    QCOMPARE(frozen.chunk, 20);
    QCOMPARE(in_place.chunk, 16);
    QCOMPARE(in_place.decay, (std::vector<double>{0.5, 0.5}));
    QCOMPARE(in_place.centre_keys, std::optional(true));
    for (const RunConfig& config : {frozen, in_place}) {
        QCOMPARE(config.tokens, 100);
        QCOMPARE(config.window, std::optional<std::int64_t>(7));
    }
}

void CliCompare::gradient_methods()
{
    const QJsonArray methods =
        json(QStringList{"--methods", "dynamic-evaluation,lora", "--set", "dynamic-evaluation.segment=20", "--set",
                         "lora.rank=3", "--set", "lora.alpha=6"})["methods"]
            .toArray();
    QCOMPARE(methods.size(), 3);
    const SessionReader reader(folder_.path("s.ttt").toStdString());
    for (int at = 1; at < 3; ++at) {
        QVERIFY2(methods[at]["problem"].toString().isEmpty(), qPrintable(methods[at]["problem"].toString()));
        QVERIFY(methods[at]["perplexity"].toDouble() > 1);
        QVERIFY(methods[at]["change"].toDouble() != 0);
        const RunInfo run = reader.find(methods[at]["run"].toString().toStdString());
        QCOMPARE(QString::fromStdString(run.header.config.method), methods[at]["method"].toString());
    }
    const RunConfig lora = reader.find(methods[2]["run"].toString().toStdString()).header.config;
    QCOMPARE(lora.rank, std::optional<std::int64_t>(3));
    const QString shown = folder_.run({"show", "--session", "s.ttt", "--run", methods[2]["run"].toString()}).out;
    QVERIFY2(shown.contains("LoRA: segment 16 tokens;") && shown.contains("what learns q,v; rank r 3; scale α 6;"),
             qPrintable(shown));
}

void CliCompare::both_together_can_be_repeated()
{
    const QJsonObject run =
        folder_
            .run(QStringList{"run", "--model", "model", "--document", "text.txt", "--session", "s.ttt", "--json",
                             "--method", "in-place+dynamic-evaluation", "--target", "lm-aligned", "--chunk", "20"})
            .json();
    const QString id = run["run"].toString();
    const RunConfig config = SessionReader(folder_.path("s.ttt").toStdString()).find(id.toStdString()).header.config;
    QCOMPARE(config.segment, 20);
    QVERIFY(!config.inner_lr.empty() && config.lr.value_or(0) > 0);
    const QString shown = folder_.run({"show", "--session", "s.ttt", "--run", id}).out;
    QVERIFY2(shown.contains("inner rate") && shown.contains("rate lr 0.005; optimizer SGD; what learns all"),
             qPrintable(shown));
    QCOMPARE(folder_.run({"verify", "--session", "s.ttt", "--run", id}).code, 0);
}

void CliCompare::what_it_takes_is_told_before()
{
    const QStringList run{"run", "--model", "model", "--document", "text.txt", "--session", "s.ttt", "--tokens", "100"};
    const Outcome lora = folder_.run(run + QStringList{"--method", "lora"});
    QCOMPARE(lora.code, 0);
    QVERIFY2(lora.err.startsWith("Needs about 0.0") && lora.err.contains("GiB of memory: weights 0.0") &&
                 lora.err.contains("copies that learn") && lora.err.contains("reading"),
             qPrintable(lora.err));
    QVERIFY(!folder_.run(run + QStringList{"--method", "lora", "--quiet"}).err.contains("Needs"));
    QVERIFY(!folder_.run(run + QStringList{"--method", "lora", "--frozen-only"}).err.contains("Needs"));
}

void CliCompare::a_method_that_can_not_be_is_told()
{
    QStringList arguments = compare({"--methods", "frozen,in-place", "--json"});
    arguments.replaceInStrings("model", "plain");
    arguments[1] = "--model";
    const Outcome outcome = folder_.run(arguments);
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.startsWith("ttt: in-place: ") && outcome.err.contains("no trained TTT parameters"),
             qPrintable(outcome.err));
    const QJsonArray methods = outcome.json()["methods"].toArray();
    QCOMPARE(methods.size(), 2);  // the others went on
    QVERIFY(methods[0]["perplexity"].toDouble() > 1);
    QVERIFY(methods[1]["problem"].toString().contains("no trained TTT parameters"));
    QVERIFY(!methods[1].toObject().contains("perplexity"));
    QCOMPARE(SessionReader(folder_.path("s.ttt").toStdString()).runs().size(), 1U);
}

void CliCompare::wrong_usage_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("no such method") << QStringList{"--methods", "frozen,ttt-linear"} << "ttt-linear";
    QTest::newRow("no setting") << QStringList{"--set", "lora"} << "'lora' is not METHOD.FIELD=VALUE";
    QTest::newRow("no field") << QStringList{"--set", "lora.=3"} << "is not METHOD.FIELD=VALUE";
    QTest::newRow("unknown field") << QStringList{"--methods", "lora", "--set", "lora.speed=3"}
                                   << "there is no setting 'speed'";
    QTest::newRow("bad value") << QStringList{"--methods", "lora", "--set", "lora.rank=0"}
                               << "--set lora.rank=0: '0' is not a whole number of at least 1";
    QTest::newRow("of another method")
        << QStringList{"--methods", "lora", "--set", "lora.decay=0.5"}
        << "'decay' is an option of in-place and in-place+dynamic-evaluation, not of lora";
    QTest::newRow("not compared") << QStringList{"--methods", "in-place", "--set", "lora.rank=3"}
                                  << "'lora' is none of the compared methods";
}

void CliCompare::wrong_usage()
{
    QFETCH(QStringList, more);
    QFETCH(QString, sentence);
    const Outcome outcome = folder_.run(compare(more));
    QCOMPARE(outcome.code, 2);
    QCOMPARE(outcome.out, "");
    QCOMPARE(outcome.err.count('\n'), 1);
    QVERIFY2(outcome.err.contains(sentence), qPrintable(outcome.err));
    QVERIFY(!QFile::exists(folder_.path("s.ttt")));
}

void CliCompare::options_of_other_methods_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("rank in place") << QStringList{"--rank", "4"} << "--rank is an option of lora, not of in-place;";
    QTest::newRow("rate with lora")
        << QStringList{"--method", "lora", "--inner-lr", "0.1"}
        << "--inner-lr is an option of in-place and in-place+dynamic-evaluation, not of lora;";
    QTest::newRow("prior decay with lora")
        << QStringList{"--method", "lora", "--prior-decay", "0.1"}
        << "--prior-decay is an option of dynamic-evaluation and in-place+dynamic-evaluation, not of lora;";
    QTest::newRow("segment in place") << QStringList{"--segment", "4"}
                                      << "--segment is an option of dynamic-evaluation and lora, not of in-place;";
    QTest::newRow("chunk with dynamic evaluation")
        << QStringList{"--method", "dynamic-evaluation", "--chunk", "8"} << "--chunk is an option of in-place";
    QTest::newRow("segment with both") << QStringList{"--method", "in-place+dynamic-evaluation", "--segment", "8"}
                                       << "--segment is an option of dynamic-evaluation and lora, not of in-place+";
    QTest::newRow("no such method") << QStringList{"--method", "ttt-linear"} << "ttt-linear";
}

void CliCompare::options_of_other_methods()
{
    QFETCH(QStringList, more);
    QFETCH(QString, sentence);
    const Outcome outcome =
        folder_.run(QStringList{"run", "--model", "model", "--document", "text.txt", "--session", "s.ttt"} + more);
    QCOMPARE(outcome.code, 2);
    QCOMPARE(outcome.out, "");
    QVERIFY2(outcome.err.contains(sentence) && outcome.err.count('\n') == 1, qPrintable(outcome.err));
    QVERIFY(!QFile::exists(folder_.path("s.ttt")));
}

void CliCompare::help_says_which_method_has_an_option()
{
    const QString help = folder_.run({"run", "--help"}).out;
    const qsizetype lora = help.indexOf("Only with --method lora:");
    QVERIFY2(lora > 0, qPrintable(help));
    QVERIFY(help.indexOf("--rank") > lora);
    for (const char* option : {"--method", "--segment", "--lr", "--optimizer", "--parameters", "--prior-decay",
                               "--epsilon", "--statistics", "--statistics-tokens", "--alpha", "--steps"})
        QVERIFY2(help.contains(option), option);
    QVERIFY(folder_.run({"--help"}).out.contains("compare"));
}

TTT_TEST(CliCompare)
#include "tst_cli_compare.moc"
