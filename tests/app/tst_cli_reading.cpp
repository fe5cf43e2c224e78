// How a document is read: the tokenizer's start token, encodings, and that runs of before verify as they were made.
#include "sessions/session_reader.h"
#include "sessions/sqlite.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <sys/stat.h>

using namespace ttt;
using namespace ttt::test;

class CliReading : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QFile::remove(folder_.path("s.ttt")); }

    void the_start_token_stands_first();
    void it_is_left_out_when_asked();
    void written_out_it_is_not_put_twice();
    void tokens_count_it();
    void runs_of_before_verify();
    void utf16_is_read_and_told();
    void latin1_is_told_and_offered();
    void without_a_mark_it_is_offered();
    void runs_of_garbage_verify();
    void no_pipes_and_devices();
    void ctrl_c_while_tokenizing();

private:
    Outcome read(const QStringList& more = {}, const QString& document = "text.txt") const
    {
        return folder_.run(QStringList{"run", "--model", "start", "--document", document, "--session", "s.ttt",
                                       "--target", "lm-aligned", "--quiet"} +
                           more);
    }

    DocumentRecord logged() const
    {
        const SessionReader reader(folder_.path("s.ttt").toStdString());
        return reader.document(reader.find("").header.run_id);
    }

    void sql(const char* statement) const
    {
        Database(folder_.path("s.ttt").toStdString(), OpenMode::read_write).execute(statement);
    }

    Outcome verify() const { return folder_.run({"verify", "--session", "s.ttt"}); }

    Folder folder_;
};

/// start/: the tiny model, whose tokenizer puts <|endoftext|>, id 256, before every text.
void CliReading::initTestCase()
{
    folder_.make_model();
    auto json = nlohmann::json::parse(folder_.read("byte.json").toStdString());
    json["post_processor"] = nlohmann::json::parse(R"({"type": "Sequence", "processors": [
        {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true},
        {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}}], "pair": [],
         "special_tokens": {"<|endoftext|>": {"id": "<|endoftext|>", "ids": [256], "tokens": ["<|endoftext|>"]}}}]})");
    folder_.write("start.json", json.dump());
    const Outcome made = folder_.run(
        {"model", "init", "--config", "config.json", "--tokenizer", "start.json", "--model", "start", "--seed", "5"});
    QVERIFY2(made.code == 0, qPrintable(made.err));
}

void CliReading::the_start_token_stands_first()
{
    const Outcome outcome = read();
    QVERIFY2(outcome.code == 0 && outcome.err.isEmpty(), qPrintable(outcome.err));
    const DocumentRecord document = logged();
    QCOMPARE(document.token_ids.size(), 151U);
    QCOMPARE(document.token_ids[0], 256);
    QCOMPARE(document.bytes.size(), 150U);
    QCOMPARE(document.byte_offsets[0], 0);
    QCOMPARE(document.byte_offsets[1], 0);
    QCOMPARE(document.byte_offsets[2], 1);
    const Outcome show = folder_.run({"show", "--session", "s.ttt"});
    QVERIFY2(show.out.contains("the tokenizer's start token stands first"), qPrintable(show.out));
    QCOMPARE(verify().code, 0);
    // The first letter has a prediction now; the start token alone has none.
    const SessionReader reader(folder_.path("s.ttt").toStdString());
    std::vector<float> nll;
    reader.for_each_step(reader.find("").header.run_id, [&](const StepRecord& step) {
        for (const ItemColumn& column : step.columns)
            if (column.column == Column::nll_adapted)
                nll.insert(nll.end(), column.values.begin(), column.values.end());
    });
    QCOMPARE(nll.size(), 151U);
    QVERIFY(std::isnan(nll[0]));
    QVERIFY(std::all_of(nll.begin() + 1, nll.end(), [](float value) { return value > 0; }));
}

void CliReading::it_is_left_out_when_asked()
{
    const Outcome outcome = read({"--no-start-token"});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.err, QString("The tokenizer's start token '<|endoftext|>' was left out: other programs put it "
                                  "first, and their perplexities are not comparable.\n"));
    QCOMPARE(logged().token_ids.size(), 150U);
    QVERIFY(folder_.run({"show", "--session", "s.ttt"}).out.contains("without a start token"));
    QCOMPARE(verify().code, 0);
}

void CliReading::written_out_it_is_not_put_twice()
{
    folder_.write("typed.txt", "<|endoftext|>" + Folder::babble(150));
    QCOMPARE(read({}, "typed.txt").code, 0);
    QCOMPARE(logged().token_ids.size(), 151U);
}

void CliReading::tokens_count_it()
{
    QCOMPARE(read({"--tokens", "64"}).code, 0);
    QCOMPARE(logged().token_ids.size(), 64U);
    QCOMPARE(logged().bytes.size(), 63U);
    QCOMPARE(verify().code, 0);
}

void CliReading::runs_of_before_verify()
{
    QCOMPARE(read({"--no-start-token"}).code, 0);
    sql("UPDATE run SET config_json = replace(config_json, ',\"start_token\":false', '')");
    const Outcome outcome = verify();
    QVERIFY2(outcome.code == 0, qPrintable(outcome.out + outcome.err));
    QVERIFY(!outcome.out.contains("stored"));
}

void CliReading::utf16_is_read_and_told()
{
    std::string bytes = "\xff\xfe";
    for (const char c : Folder::babble(150))
        bytes += {c, '\0'};
    folder_.write("wide.txt", bytes);
    const Outcome outcome = read({}, "wide.txt");
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(outcome.err.startsWith("The document is UTF-16, little endian, as its byte order mark says; "));
    QVERIFY(logged().bytes == Folder::babble(150));
    QVERIFY2(verify().out.startsWith("identical"), qPrintable(verify().out));
    QVERIFY(QFile::remove(folder_.path("wide.txt")));
    QVERIFY2(verify().out.startsWith("identical"), qPrintable(verify().out));
}

void CliReading::latin1_is_told_and_offered()
{
    folder_.write("latin.txt", Folder::babble(100) + " caf\xe9 \x80");
    const Outcome as_bytes = read({}, "latin.txt");
    QCOMPARE(as_bytes.code, 0);
    QVERIFY(as_bytes.err.startsWith("The document is not all UTF-8: 2 of 107 bytes"));
    QVERIFY(as_bytes.err.contains("--encoding"));
    QCOMPARE(read({"--encoding", "windows-1252"}, "latin.txt").code, 0);
    QVERIFY(logged().bytes.ends_with(" caf\u00e9 \u20ac"));
    QVERIFY(folder_.run({"show", "--session", "s.ttt"}).out.contains("Encoding  windows-1252"));
    QVERIFY2(verify().out.startsWith("identical"), qPrintable(verify().out));
    const Outcome wrong = read({"--encoding", "utf-7"});
    QCOMPARE(wrong.code, 2);
    QVERIFY2(wrong.err.contains("'utf-7' is not one of bytes, utf-8, "), qPrintable(wrong.err));
}

void CliReading::without_a_mark_it_is_offered()
{
    std::string bytes;
    for (const char c : Folder::babble(150))
        bytes += {'\0', c};
    folder_.write("wide.txt", bytes);
    const Outcome outcome = read({}, "wide.txt");
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("looks like text in UTF-16, big endian"), qPrintable(outcome.err));
    QCOMPARE(read({"--encoding", "utf-16be"}, "wide.txt").code, 0);
    QVERIFY(logged().bytes == Folder::babble(150));
}

/// A run of a version that took the bytes of UTF-16 for its text.
void CliReading::runs_of_garbage_verify()
{
    std::string bytes = "\xff\xfe";
    for (int i = 0; i < 60; ++i)
        bytes += {static_cast<char>(0x21 + i), static_cast<char>(0x5e + i % 7)};
    folder_.write("han.txt", bytes);
    QCOMPARE(read({"--encoding", "bytes"}, "han.txt").code, 0);
    QVERIFY(logged().bytes == bytes);
    sql("UPDATE run SET config_json = replace(config_json, '\"encoding\":\"bytes\"', '\"encoding\":\"\"')");
    QVERIFY2(verify().out.startsWith("identical"), qPrintable(verify().out));
}

void CliReading::no_pipes_and_devices()
{
    QCOMPARE(mkfifo(folder_.path("pipe").toLocal8Bit().constData(), 0600), 0);
    const Outcome pipe = read({}, "pipe");
    QCOMPARE(pipe.code, 1);
    QVERIFY2(pipe.err.endsWith("pipe is a named pipe, not a regular file.\n"), qPrintable(pipe.err));
    folder_.write("marked.txt", "some text");
    QVERIFY(QFile::link("/dev/zero", folder_.path("marked.txt.marks.json")));
    const Outcome marks = read({}, "marked.txt");
    QCOMPARE(marks.code, 1);
    QVERIFY2(marks.err.contains("marked.txt.marks.json is "), qPrintable(marks.err));
}

void CliReading::ctrl_c_while_tokenizing()
{
    auto json = nlohmann::json::parse(folder_.read("start.json").toStdString());
    json["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(?:a|a){18}b|.";
    QVERIFY(QDir().mkpath(folder_.path("slow")));
    for (const char* file : {"config.json", "model.safetensors"})
        QVERIFY(QFile::link(folder_.path("start/") + file, folder_.path("slow/") + file));
    folder_.write("slow/tokenizer.json", json.dump());
    folder_.write("slow.txt", std::string(20'000'000, 'a'));
    QProcess process;
    folder_.start(process, {"run", "--model", "slow", "--document", "slow.txt", "--session", "s.ttt", "--quiet"});
    QVERIFY(process.waitForStarted());
    QTest::qWait(1500);
    kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(process.readAllStandardError(), QByteArray("ttt: Cancelled.\n"));
}

TTT_TEST(CliReading)
#include "tst_cli_reading.moc"
