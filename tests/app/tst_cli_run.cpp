#include "sessions/session_reader.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <csignal>

using namespace ttt;
using namespace ttt::test;

class CliRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { folder_.make_model(); }
    void init() { QFile::remove(folder_.path("s.ttt")); }

    void json_of_a_run_has_the_promised_fields();
    void ranges_have_doubling_borders();
    void table_names_every_arm();
    void quiet_prints_nothing();
    void one_arm_alone();
    void twin_of_the_model_joins_the_run();
    void options_reach_the_log();
    void show_repeats_what_run_said_without_the_model();
    void list_names_the_runs();
    void a_run_has_the_name_it_was_given();
    void chosen_settings_are_in_the_log();
    void latest_run_is_the_default();
    void exported_items();
    void exported_metrics();
    void exported_json_and_copy();
    void interrupt_cancels_cleanly();
    void default_places();
    void version_and_help();
    void perplexity_over_documents();
    void recall_of_spans();
    void model_is_described();

private:
    QJsonObject json(const QStringList& arguments)
    {
        const Outcome outcome = folder_.run(arguments);
        if (outcome.code != 0)
            qWarning("%s", qPrintable(outcome.err));
        return outcome.json();
    }

    Folder folder_;
};

void CliRun::json_of_a_run_has_the_promised_fields()
{
    const QJsonObject run = json(run_arguments({"--json"}));
    QCOMPARE(run["session"].toString(), folder_.path("s.ttt"));
    QCOMPARE(run["run"].toString().size(), 36);
    QCOMPARE(run["state"].toString(), "finished");
    QCOMPARE(run["tokens"].toInt(), 150);
    QCOMPARE(run["chunks"].toInt(), 10);
    QCOMPARE(run["updates"].toInt(), 9);
    QVERIFY(run["seconds"].toDouble() > 0);
    const QJsonObject perplexity = run["perplexity"].toObject();
    QVERIFY(perplexity["frozen"].toDouble() > 1);
    QVERIFY(perplexity["adapted"].toDouble() > 1);
    QVERIFY(perplexity["adapted"].toDouble() != perplexity["frozen"].toDouble());
    QVERIFY(!perplexity.contains("twin"));
}

void CliRun::ranges_have_doubling_borders()
{
    folder_.write("long.txt", Folder::babble(1100));
    QStringList arguments = run_arguments({"--json"});
    arguments.replaceInStrings("text.txt", "long.txt");
    const QJsonArray ranges = json(arguments)["ranges"].toArray();
    QCOMPARE(ranges.size(), 3);
    const int borders[] = {0, 512, 1024, 1100};
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(ranges[i]["begin"].toInt(), borders[i]);
        QCOMPARE(ranges[i]["end"].toInt(), borders[i + 1]);
        QVERIFY(ranges[i]["frozen"].toDouble() > 1 && ranges[i]["adapted"].toDouble() > 1);
    }
    const QJsonObject gain = ranges[0]["against_frozen"].toObject();
    QVERIFY(gain["low"].toDouble() < gain["change"].toDouble() && gain["change"].toDouble() < gain["high"].toDouble());
    QVERIFY(!ranges[2].toObject().contains("against_frozen"));  // 76 tokens tell nothing
}

void CliRun::table_names_every_arm()
{
    const Outcome outcome = folder_.run(run_arguments({"--twin"}));
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.err, "");  // no progress bar, since stderr is no terminal
    const QRegularExpression heading("positions +frozen +twin +adapted +against frozen +against twin\n");
    QVERIFY2(heading.match(outcome.out).hasMatch(), qPrintable(outcome.out));
    const QRegularExpression row("\n0 – 150( +[0-9.]+){3}( +–){2}\n");  // too few tokens for a claim
    QVERIFY2(row.match(outcome.out).hasMatch(), qPrintable(outcome.out));
    QVERIFY(outcome.out.contains("150 tokens, 10 chunks, 9 updates"));
    QVERIFY(outcome.out.contains(folder_.path("s.ttt")));
}

void CliRun::quiet_prints_nothing()
{
    const Outcome outcome = folder_.run(run_arguments({"--quiet"}));
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out + outcome.err, "");
}

void CliRun::one_arm_alone()
{
    const QJsonObject both = json(run_arguments({"--json"}))["perplexity"].toObject();
    const QJsonObject adapted = json(run_arguments({"--json", "--adapted-only"}))["perplexity"].toObject();
    const QJsonObject frozen = json(run_arguments({"--json", "--frozen-only"}))["perplexity"].toObject();
    QCOMPARE(adapted.keys(), QStringList{"adapted"});
    QCOMPARE(frozen.keys(), QStringList{"frozen"});
    QVERIFY(std::abs(adapted["adapted"].toDouble() / both["adapted"].toDouble() - 1) < 1e-5);
    QVERIFY(std::abs(frozen["frozen"].toDouble() / both["frozen"].toDouble() - 1) < 1e-5);
}

void CliRun::twin_of_the_model_joins_the_run()
{
    const QJsonObject own = json(run_arguments({"--json", "--twin"}));
    const QJsonObject named = json(run_arguments({"--json", "--twin", "twin"}));
    QCOMPARE(own["config"]["twin"].toString(), folder_.path("twin"));
    QVERIFY(own["perplexity"]["twin"].toDouble() > 1);
    QCOMPARE(named["perplexity"]["twin"].toDouble(), own["perplexity"]["twin"].toDouble());
    QVERIFY(own["ranges"][0]["twin"].toDouble() > 1);
}

void CliRun::options_reach_the_log()
{
    const QJsonObject config = json(run_arguments({"--json",
                                                   "--tokens",
                                                   "100",
                                                   "--chunk",
                                                   "20",
                                                   "--fast-layers",
                                                   "1,2",
                                                   "--inner-lr",
                                                   "0.01,0.02",
                                                   "--decay",
                                                   "0.9",
                                                   "--target-scale",
                                                   "0.5",
                                                   "--relative-cap",
                                                   "0.25",
                                                   "--clip",
                                                   "2",
                                                   "--centre-keys",
                                                   "--window",
                                                   "7",
                                                   "--no-probes",
                                                   "--seed",
                                                   "3",
                                                   "--threads",
                                                   "1"}))["config"]
                                   .toObject();
    QCOMPARE(config["tokens"].toInt(), 100);
    QCOMPARE(config["chunk"].toInt(), 20);
    QCOMPARE(config["fast_layers"].toArray(), (QJsonArray{1, 2}));
    QCOMPARE(config["inner_lr"].toArray(), (QJsonArray{0.01, 0.02}));
    QCOMPARE(config["decay"][0].toDouble(), 0.9);
    QCOMPARE(config["target"].toString(), "lm-aligned");
    QCOMPARE(config["target_scale"].toDouble(), 0.5);
    QCOMPARE(config["relative_cap"].toDouble(), 0.25);
    QCOMPARE(config["clip"].toDouble(), 2.0);
    QCOMPARE(config["centre_keys"].toBool(), true);
    QCOMPARE(config["window"].toInt(), 7);
    QCOMPARE(config["probes"].toBool(), false);
    QCOMPARE(config["seed"].toInt(), 3);
    QCOMPARE(config["device"].toString(), "cpu");
    QCOMPARE(config["dtype"].toString(), "f32");
}

void CliRun::show_repeats_what_run_said_without_the_model()
{
    const QJsonObject said = json(run_arguments({"--json"}));
    QVERIFY(QDir().rename(folder_.path("model"), folder_.path("away")));
    const QJsonObject shown = json({"show", "--session", "s.ttt", "--json"});
    const Outcome text = folder_.run({"show", "--session", "s.ttt"});
    QVERIFY(QDir().rename(folder_.path("away"), folder_.path("model")));
    QCOMPARE(shown, said);
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains(said["run"].toString()));
    QVERIFY(text.out.contains("finished"));
}

void CliRun::list_names_the_runs()
{
    const QString first = json(run_arguments({"--json"}))["run"].toString();
    const QString second = json(run_arguments({"--json", "--tokens", "40"}))["run"].toString();
    const QJsonArray runs = json({"list", "--session", "s.ttt", "--json"})["runs"].toArray();
    QCOMPARE(runs.size(), 2);
    QCOMPARE(runs[0]["run"].toString(), first);
    QCOMPARE(runs[1]["run"].toString(), second);
    QCOMPARE(runs[1]["tokens"].toInt(), 40);
    const QString text = folder_.run({"list", "--session", "s.ttt"}).out;
    QVERIFY2(text.contains(first.left(8)) && text.contains("text.txt"), qPrintable(text));
}

void CliRun::a_run_has_the_name_it_was_given()
{
    QCOMPARE(folder_.run(run_arguments({"--quiet", "--name", "slow and steady"})).code, 0);
    QCOMPARE(json({"list", "--session", "s.ttt", "--json"})["runs"].toArray().first()["name"].toString(),
             QString("slow and steady"));
    QVERIFY(folder_.run({"list", "--session", "s.ttt"}).out.contains(QString("  slow and steady  ")));
}

void CliRun::chosen_settings_are_in_the_log()
{
    const QJsonObject run = json(run_arguments({"--json", "--decay", "0.5", "--control", "random"}));
    const QStringList chosen = run["config"]["chosen"].toVariant().toStringList();
    QVERIFY2(chosen.contains("decay") && chosen.contains("control"), qPrintable(chosen.join(' ')));
    QVERIFY(!chosen.contains("inner_lr"));
    const QString list = folder_.run({"list", "--session", "s.ttt"}).out;
    QVERIFY2(list.contains(QString("γ 0.5")) && list.contains("Control random"), qPrintable(list));
}

void CliRun::latest_run_is_the_default()
{
    const QString first = json(run_arguments({"--json"}))["run"].toString();
    const QString second = json(run_arguments({"--json"}))["run"].toString();
    QCOMPARE(json({"show", "--session", "s.ttt", "--json"})["run"].toString(), second);
    QCOMPARE(json({"show", "--session", "s.ttt", "--json", "--run", first.left(8)})["run"].toString(), first);
}

void CliRun::exported_items()
{
    json(run_arguments({"--json", "--twin"}));
    QCOMPARE(folder_.run({"export", "--session", "s.ttt", "--items", "items.csv"}).code, 0);
    const QList<QByteArray> lines = folder_.read("items.csv").trimmed().split('\n');
    QCOMPARE(lines.size(), 151);
    const QList<QByteArray> names = lines[0].trimmed().split(',');
    for (const char* name : {"index", "token_id", "byte_begin", "byte_end", "nll_frozen", "nll_adapted", "rank_frozen",
                             "rank_adapted", "nll_twin", "rank_twin"})
        QVERIFY2(names.contains(name), name);
    const QList<QByteArray> first = lines[1].split(',');
    const QList<QByteArray> second = lines[2].split(',');
    QCOMPARE(first[names.indexOf("nll_frozen")], QByteArray());  // nothing predicts the first token
    QVERIFY(second[names.indexOf("nll_frozen")].toDouble() > 0);
    QCOMPARE(second[names.indexOf("byte_begin")], QByteArray("1"));
}

void CliRun::exported_metrics()
{
    json(run_arguments({"--json"}));
    const Outcome outcome = folder_.run({"export", "--session", "s.ttt", "--metrics", "-"});
    QCOMPARE(outcome.code, 0);
    QVERIFY(outcome.out.startsWith("run,step,layer,metric,value"));
    QVERIFY(outcome.out.contains(",drift_relative,"));
    QVERIFY(outcome.out.contains(",perplexity_adapted,"));
}

void CliRun::exported_json_and_copy()
{
    const QJsonObject said = json(run_arguments({"--json"}));
    QCOMPARE(folder_.run({"export", "--session", "s.ttt", "--json-run", "run.json", "--session-copy", "copy.ttt"}).code,
             0);
    QCOMPARE(QJsonDocument::fromJson(folder_.read("run.json")).object(), said);
    const QJsonObject copied = json({"show", "--session", "copy.ttt", "--json"});
    QCOMPARE(copied["run"], said["run"]);
    QCOMPARE(copied["ranges"], said["ranges"]);
}

void CliRun::interrupt_cancels_cleanly()
{
    folder_.write("endless.txt", Folder::babble(400'000));
    QStringList arguments = run_arguments({"--json", "--chunk", "16"});
    arguments.replaceInStrings("text.txt", "endless.txt");
    QProcess process;
    folder_.start(process, arguments);
    const auto has_steps = [this] {
        try {
            const auto runs = SessionReader(folder_.path("s.ttt").toStdString()).runs();
            return !runs.empty() && runs[0].summary.steps > 0;
        } catch (const std::exception&) {
            return false;  // not there yet
        }
    };
    QTRY_VERIFY_WITH_TIMEOUT(has_steps(), 60'000);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    const QJsonObject run = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QCOMPARE(run["state"].toString(), "cancelled");
    QCOMPARE(json({"show", "--session", "s.ttt", "--json"}), run);
    QVERIFY(run["tokens"].toInt() < 400'000);
    QCOMPARE(folder_.run({"verify", "--session", "s.ttt"}).code, 0);
}

void CliRun::default_places()
{
    folder_.set("TTT_RESOURCES", folder_.path("shipped"));
    QDir(folder_.path("")).mkpath("shipped/models");
    QVERIFY(QFile::link(folder_.path("model"), folder_.path("shipped/models/books-ttt")));
    QVERIFY(QFile::link(folder_.path("twin"), folder_.path("shipped/models/twin")));
    folder_.write("shipped/documents/emma-start.txt", Folder::babble(60));
    const QJsonObject run = json({"run", "--json"});
    QCOMPARE(run["session"].toString(), folder_.path("data/ttt-workbench/sessions.ttt"));
    QCOMPARE(run["tokens"].toInt(), 60);
    QVERIFY(run["perplexity"]["twin"].toDouble() > 1);
    QVERIFY(!json({"run", "--json", "--no-twin"})["perplexity"].toObject().contains("twin"));
    QCOMPARE(json({"list", "--json"})["runs"].toArray().size(), 2);
}

void CliRun::version_and_help()
{
    const Outcome version = folder_.run({"--version"});
    QCOMPARE(version.code, 0);
    QVERIFY(QRegularExpression("^ttt \\d+\\.\\d+\\.\\d+\n$").match(version.out).hasMatch());
    const Outcome help = folder_.run({"--help"});
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.contains("130 cancelled"));
    for (const char* command : {"run", "show", "verify", "export", "list", "train"})
        QVERIFY2(folder_.run({command, "--help"}).code == 0 && help.out.contains(command), command);
    const QString options = folder_.run({"run", "--help"}).out;
    for (const char* option : {"--model", "--document", "--session", "--tokens", "--chunk", "--fast-layers", "--device",
                               "--dtype", "--seed", "--adapted-only", "--frozen-only", "--twin", "--json"})
        QVERIFY2(options.contains(option), option);
}

void CliRun::perplexity_over_documents()
{
    folder_.write("other.txt", Folder::babble(90));
    const QStringList arguments{"eval",       "perplexity", "--model",  "model",    "--target",
                                "lm-aligned", "--document", "text.txt", "other.txt"};
    const QJsonObject result = json(arguments + QStringList{"--json"});
    QCOMPARE(result["documents"].toArray().size(), 2);
    const QJsonObject logged = json(run_arguments({"--json"}));
    QCOMPARE(result["documents"][0]["perplexity"], logged["perplexity"]);
    QVERIFY(result["ranges"][0]["adapted"].toDouble() > 1);
    QVERIFY(folder_.run(arguments).out.contains("all documents"));
}

void CliRun::recall_of_spans()
{
    const QStringList arguments{"eval", "recall", "--model", "model", "--spans", "24,40", "--repeats", "2", "--twin"};
    const QJsonArray spans = json(arguments + QStringList{"--json"})["spans"].toArray();
    QCOMPARE(spans.size(), 2);
    QCOMPARE(spans[1]["span"].toInt(), 40);
    QCOMPARE(spans[1]["tokens"].toInt(), 2 * 39);
    for (const char* arm : {"frozen", "adapted", "twin"})
        QVERIFY2(spans[0][arm]["nll"].toDouble() > 0, arm);
    QVERIFY(folder_.run(arguments).out.contains("adapted"));
}

void CliRun::model_is_described()
{
    const QJsonObject model = json({"model", "show", "--model", "model", "--json"});
    QCOMPARE(model["fast_layers"].toArray(), (QJsonArray{1, 3}));
    QCOMPARE(model["chunk"].toInt(), 16);
    QCOMPARE(model["tokenizer_size"].toInt(), 257);
    QVERIFY(model["parameters"].toInt() > 10'000);
    const QString words = folder_.run({"model", "show", "--model", "model"}).out;
    QVERIFY(words.contains("layers 1, 3"));
    QVERIFY(words.contains(
        "in-place: yes, the checkpoint was trained for it, 2 layers are fast; a first rate is η 0.05; takes about "));
    QCOMPARE(model["methods"].toArray().size(), 4);
    for (const QJsonValue& method : model["methods"].toArray()) {
        QVERIFY(method["makes_sense"].toBool());
        QVERIFY(!method["first_rates"].toObject().isEmpty());
        QVERIFY(method["memory_bytes"].toDouble() > 4 * model["parameters"].toDouble());
    }
    QVERIFY(model["hash"] != json({"model", "show", "--model", "twin", "--json"})["hash"]);
}

TTT_TEST(CliRun)
#include "tst_cli_run.moc"
