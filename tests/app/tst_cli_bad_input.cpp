#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <sys/resource.h>

using namespace ttt;
using namespace ttt::test;

/// Every failure is one sentence on stderr, an exit code, and no file.
class CliBadInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup() { QFile::remove(folder_.path("s.ttt")); }

    void a_run_that_can_not_be_data();
    void a_run_that_can_not_be();
    void wrong_usage_data();
    void wrong_usage();
    void a_short_document_runs_and_says_so();
    void no_cuda();
    void no_session_data();
    void no_session();
    void a_run_that_is_not_there();
    void a_full_disk_under_the_session();
    void a_full_disk_under_an_export();
    void a_full_disk_under_standard_output();
    void an_export_into_a_missing_folder();
    void a_model_is_not_overwritten();
    void a_tokenizer_too_large_for_a_fresh_model();
    void no_shipped_model();

private:
    void check_failure(const Outcome& outcome, int code, const QString& sentence)
    {
        const QStringList lines = outcome.err.split('\n', Qt::SkipEmptyParts);
        QVERIFY2(lines.size() == 1, qPrintable(outcome.err));
        QVERIFY2(lines[0].startsWith("ttt: ") && lines[0].contains(sentence), qPrintable(lines[0]));
        QCOMPARE(outcome.code, code);
        QCOMPARE(outcome.out, "");
    }

    QStringList files() const { return QDir(folder_.path("")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot); }

    void copy_model(const QString& name, const std::function<QByteArray(QByteArray)>& change)
    {
        QDir(folder_.path("")).mkpath(name);
        for (const char* file : {"config.json", "tokenizer.json"})
            QVERIFY(QFile::copy(folder_.path(QString("model/") + file), folder_.path(name + "/" + file)));
        folder_.write(name + "/model.safetensors", change(folder_.read("model/model.safetensors")).toStdString());
    }

    Folder folder_;
};

void CliBadInput::initTestCase()
{
    folder_.make_model();
    folder_.write("empty.txt", "");
    folder_.write("short.txt", "short one");
    folder_.write("binary.txt", std::string("ELF\0\1\2\3", 7));
    folder_.write("notes.ttt", "Shopping list: a pound of flour, milk, " + Folder::babble(200));
    copy_model("truncated", [](const QByteArray& bytes) { return bytes.left(bytes.size() / 2); });
    copy_model("hostile", [](QByteArray bytes) { return bytes.replace(0, 8, QByteArray(8, '\xff')); });
    copy_model("reaching", [](QByteArray bytes) {  // the first tensor ends elsewhere, in a header as long as before
        const auto comma = bytes.indexOf(',', bytes.indexOf("\"data_offsets\":["));
        const auto length = bytes.indexOf(']', comma) - comma - 1;
        return bytes.replace(comma + 1, length, QByteArray(length, '9'));
    });
    copy_model("stranger", [](const QByteArray& bytes) { return bytes; });
    QVERIFY(QFile::remove(folder_.path("stranger/tokenizer.json")));
    QVERIFY(QFile::copy(TTT_TESTS_DIR "/golden/tokenizer/gpt2.json", folder_.path("stranger/tokenizer.json")));
}

void CliBadInput::a_run_that_can_not_be_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<QString>("sentence");
    const auto row = [this](const char* name, const QStringList& more, const QString& sentence) {
        QTest::newRow(name) << more << sentence;
    };
    const auto path = [this](const char* name) { return folder_.path(name); };
    row("no such file", {"--document", "none.txt"}, "There is no file " + path("none.txt"));
    row("a folder", {"--document", "model"}, path("model") + " is a folder, not a regular file.");
    row("empty document", {"--document", "empty.txt"}, "The document " + path("empty.txt") + " is empty.");
    row("binary file", {"--document", "binary.txt"}, path("binary.txt") + " looks like a binary file, not like text.");
    row("no such model", {"--model", "none"}, "The model '" + path("none") + "' does not exist.");
    row("truncated weights", {"--model", "truncated"}, "reaches beyond the end of the file, which may be truncated");
    row("hostile header", {"--model", "hostile"}, "its header claims 18446744073709551615 bytes");
    row("hostile offsets", {"--model", "reaching"},
        "/model.safetensors' is not a valid safetensors file: the tensor '");
    row("tokenizer of another model", {"--model", "stranger"}, "is the tokenizer of another model");
    row("twin with another tokenizer", {"--twin", "stranger"}, "has the tokenizer of another model");
    row("no such twin", {"--twin", "none"}, path("none"));
    row("chunk too large", {"--chunk", "151"}, "A chunk of 151 tokens is larger than the document");
    row("layer out of range", {"--fast-layers", "1,4"}, "The layer 4 does not exist: the model has the layers 0 to 3");
    row("layers twice", {"--fast-layers", "1,1"}, "The layers must be named once each and in ascending order");
    row("rates without layers", {"--inner-lr", "0.1,0.2,0.3"}, "There are 3 values of the inner learning rate");
}

void CliBadInput::a_run_that_can_not_be()
{
    QFETCH(QStringList, more);
    QFETCH(QString, sentence);
    QStringList arguments = run_arguments();
    for (qsizetype i = 0; i < more.size(); i += 2) {  // an option may stand only once
        const qsizetype at = arguments.indexOf(more[i]);
        if (at < 0)
            arguments << more[i] << more[i + 1];
        else
            arguments[at + 1] = more[i + 1];
    }
    const QStringList before = files();
    check_failure(folder_.run(arguments), 1, sentence);
    QCOMPARE(files(), before);
}

void CliBadInput::wrong_usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("nothing") << QStringList{} << "A subcommand is required";
    QTest::newRow("unknown command") << QStringList{"walk"} << "There is no command 'walk'";
    QTest::newRow("unknown option") << QStringList{"run", "--speed"} << "--speed";
    QTest::newRow("chunk 0") << QStringList{"run", "--chunk", "0"}
                             << "--chunk: '0' is not a whole number of at least 1";
    QTest::newRow("chunk text") << QStringList{"run", "--chunk", "ten"} << "--chunk: 'ten' is not a whole number";
    QTest::newRow("tokens") << QStringList{"run", "--tokens", "-5"} << "--tokens: '-5' is not a whole number";
    QTest::newRow("layer") << QStringList{"run", "--fast-layers", "1,x"} << "--fast-layers: 'x' is not a whole number";
    QTest::newRow("decay") << QStringList{"run", "--decay", "1.5"} << "'1.5' is not a number above 0 and at most 1";
    QTest::newRow("rate") << QStringList{"run", "--inner-lr", "nan"} << "'nan' is not a number";
    QTest::newRow("device") << QStringList{"run", "--device", "tpu"} << "tpu";
    QTest::newRow("arms") << QStringList{"run", "--adapted-only", "--frozen-only"} << "excludes";
    QTest::newRow("nothing to export") << QStringList{"export"} << "Nothing to export";
    QTest::newRow("no training") << QStringList{"train"} << "config is required";
}

void CliBadInput::wrong_usage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, sentence);
    check_failure(folder_.run(arguments), 2, sentence);
}

void CliBadInput::a_short_document_runs_and_says_so()
{
    QStringList arguments = run_arguments({"--json"});
    arguments.replaceInStrings("text.txt", "short.txt");
    const Outcome outcome = folder_.run(arguments);
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.json()["updates"].toInt(-1), 0);
    QCOMPARE(outcome.json()["message"].toString(),
             "No update fired: the document (9 tokens) is shorter than one chunk (16).");
    QVERIFY(folder_.run({"show", "--session", "s.ttt"}).out.contains("No update fired"));
}

void CliBadInput::no_cuda()
{
    Folder without_gpu;
    without_gpu.set("CUDA_VISIBLE_DEVICES", "");
    QStringList arguments = run_arguments({"--device", "cuda"});
    arguments.replaceInStrings(QRegularExpression("^(model|text.txt|s.ttt)$"), folder_.path("\\1"));
    check_failure(without_gpu.run(arguments), 1, "CUDA");
    QVERIFY(!QFile::exists(folder_.path("s.ttt")));
}

void CliBadInput::no_session_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("show") << QStringList{"show"};
    QTest::newRow("list") << QStringList{"list"};
    QTest::newRow("verify") << QStringList{"verify"};
    QTest::newRow("export") << QStringList{"export", "--items", "items.csv"};
    QTest::newRow("run") << run_arguments().replaceInStrings("s.ttt", "notes.ttt");
}

void CliBadInput::no_session()
{
    QFETCH(QStringList, arguments);
    if (!arguments.contains("--session"))
        arguments << "--session"
                  << "notes.ttt";
    const QByteArray before = folder_.read("notes.ttt");
    const QStringList files_before = files();
    check_failure(folder_.run(arguments), 1,
                  "\"" + folder_.path("notes.ttt") + "\" is not a session file of TTT Workbench.");
    QCOMPARE(folder_.read("notes.ttt"), before);
    QCOMPARE(files(), files_before);
    if (arguments[0] != "run")
        check_failure(folder_.run(arguments.replaceInStrings("notes.ttt", "none.ttt")), 1, folder_.path("none.ttt"));
}

void CliBadInput::a_run_that_is_not_there()
{
    QCOMPARE(folder_.run(run_arguments({"--quiet"})).code, 0);
    check_failure(folder_.run({"show", "--session", "s.ttt", "--run", "zzz"}), 1, "zzz");
}

/// The child can write no file beyond `bytes`: what a full disk is, without filling one.
static std::function<void()> limit_files_to(rlim_t bytes)
{
    return [bytes] {
        const rlimit limit{bytes, bytes};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    };
}

void CliBadInput::a_full_disk_under_the_session()
{
    folder_.write("long.txt", Folder::babble(20'000));
    QStringList arguments = run_arguments();
    arguments.replaceInStrings("text.txt", "long.txt");
    check_failure(folder_.run(arguments, limit_files_to(1'500'000)), 1, "s.ttt");
    const QJsonObject run = folder_.run({"show", "--session", "s.ttt", "--json"}).json();
    QVERIFY2(run["state"] == "failed" || run["state"] == "interrupted", qPrintable(run["state"].toString()));
    QVERIFY(run["tokens"].toInt() > 0);
    QFile::remove(folder_.path("s.ttt"));
    check_failure(folder_.run(arguments, limit_files_to(2'000)), 1, "s.ttt");
    QVERIFY(!QFile::exists(folder_.path("s.ttt")));
}

void CliBadInput::a_full_disk_under_an_export()
{
    QCOMPARE(folder_.run(run_arguments({"--quiet"})).code, 0);
    const QStringList before = files();
    check_failure(folder_.run({"export", "--session", "s.ttt", "--items", "items.csv"}, limit_files_to(2'000)), 1,
                  "items.csv");
    QCOMPARE(files(), before);
    check_failure(folder_.run({"export", "--session", "s.ttt", "--items", "/dev/full"}), 1,
                  "The file '/dev/full' could not be written: No space left on device.");
}

void CliBadInput::a_full_disk_under_standard_output()
{
    QCOMPARE(folder_.run(run_arguments({"--quiet"})).code, 0);
    QProcess process;
    process.setStandardOutputFile("/dev/full");
    folder_.start(process, {"show", "--session", "s.ttt"});
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1);
    const QString sentence = "ttt: Standard output could not be written; is the disk full?\n";
    QCOMPARE(QString::fromUtf8(process.readAllStandardError()), sentence);
}

void CliBadInput::an_export_into_a_missing_folder()
{
    QCOMPARE(folder_.run(run_arguments({"--quiet"})).code, 0);
    check_failure(folder_.run({"export", "--session", "s.ttt", "--items", "none/items.csv"}), 1, "none/items.csv");
}

void CliBadInput::a_model_is_not_overwritten()
{
    const QByteArray before = folder_.read("model/model.safetensors");
    check_failure(folder_.run({"model", "init", "--config", "config.json", "--model", "model", "--seed", "8"}), 1,
                  "The directory 'model' already holds a model");
    QCOMPARE(folder_.read("model/model.safetensors"), before);
}

void CliBadInput::a_tokenizer_too_large_for_a_fresh_model()
{
    check_failure(folder_.run({"model", "init", "--config", "config.json", "--model", "fresh", "--tokenizer",
                               TTT_TESTS_DIR "/golden/tokenizer/gpt2.json"}),
                  1, "has 901 tokens, but the model has a vocab_size of only 260");
    QVERIFY(!QFile::exists(folder_.path("fresh")));
}

void CliBadInput::no_shipped_model()
{
    Folder empty;
    empty.set("TTT_RESOURCES", empty.path("nowhere"));
    check_failure(empty.run({"run"}), 1, "is missing; name one with --model and --document.");
}

TTT_TEST(CliBadInput)
#include "tst_cli_bad_input.moc"
