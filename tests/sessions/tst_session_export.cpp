// Runs as CSV, and RunConfig as JSON.
#include "sessions/config_json.h"
#include "sessions/csv.h"
#include "sessions/export.h"
#include "sessions/session_reader.h"
#include "tests/sessions/session_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <sstream>

using namespace ttt;

namespace {

const std::string id = sample::header().run_id;

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

template <class Number>
std::string number(Number value)
{
    std::string text;
    append_number(text, value);
    return text;
}

std::string cell(const std::string& bytes)
{
    std::string text;
    append_text(text, bytes);
    return text;
}

}  // namespace

class TestSessionExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void one_row_per_token()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        std::ostringstream out;
        export_items_csv(SessionReader(folder.path()), id, out);
        const auto lines = lines_of(out.str());
        QCOMPARE(lines.size(), 13u);
        QCOMPARE(lines[0], std::string("index,token_id,byte_begin,byte_end,nll_frozen,nll_adapted,nll_twin,rank_frozen,"
                                       "rank_adapted,rank_twin,induction,token"));
        QCOMPARE(lines[1], std::string("0,1,0,1,,,,,0,,,a"));
        QCOMPARE(lines[2], std::string("1,2,1,3,2.1,1.1,,,7,,0,\\x00z"));
        QCOMPARE(lines[3], std::string("2,3,3,4,2.2,1.2,,,100000,,1,\\xff"));
        QCOMPARE(lines[4], std::string("3,4,4,7,2.3,1.3,,,,,0,\" ,\"\"\""));
        QCOMPARE(lines[5], std::string("4,5,7,8,2,1,,,0,,3,\\n"));
    }

    void one_row_per_metric()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        std::ostringstream out;
        export_metrics_csv(SessionReader(folder.path()), id, out);
        const auto lines = lines_of(out.str());
        QCOMPARE(lines.size(), 1 + 3 * sample::step(0).metrics.size());
        QCOMPARE(lines[0], std::string("run,step,layer,metric,value"));
        QCOMPARE(lines[1], id + ",0,-1,perplexity_adapted,12.5");
        QCOMPARE(lines[2], id + ",0,3,drift_relative,0.3333333333333333");
        QCOMPARE(lines[3], id + ",0,1,drift_relative,");
        QCOMPARE(lines[4], id + ",0,1,key_tail_max,inf");
        QCOMPARE(lines[7], id + ",1,-1,perplexity_adapted,13.5");
    }

    void interrupted_run_has_the_rows_it_has()
    {
        const SessionFolder folder;
        {
            SessionWriter writer(folder.path());
            writer.begin(sample::header(), sample::document(400));
            writer.append(sample::step(0));
        }
        std::ostringstream out;
        export_items_csv(SessionReader(folder.path()), id, out);
        QCOMPARE(lines_of(out.str()).size(), 5u);
    }

    void full_disk_is_an_error()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        std::ofstream full("/dev/full");
        const SessionReader reader(folder.path());
        QVERIFY(sentence_of([&] { export_items_csv(reader, id, full); }).starts_with("The CSV file can't be written"));
    }

    void numbers_read_back()
    {
        for (const float value : {0.1f, 2e-38f, 3.4028235e38f, 123456.7f, -2.5f})
            QCOMPARE(std::stof(number(value)), value);
        for (const double value : {0.1, 1.0 / 3, 1e300, 4503599627370497.5})
            QCOMPARE(std::stod(number(value)), value);
        QCOMPARE(number(0.1f), std::string("0.1"));
        QCOMPARE(number(100000.0f), std::string("100000"));
        QCOMPARE(number(std::nanf("")), std::string());
    }

    void any_bytes_are_one_line()
    {
        QCOMPARE(cell("plain"), std::string("plain"));
        QCOMPARE(cell("\xe4\xbd\xa0 \xf0\x9f\x98\x80"), std::string("\xe4\xbd\xa0 \xf0\x9f\x98\x80"));
        QCOMPARE(cell("\xe4\xbd"), std::string("\\xe4\\xbd"));
        QCOMPARE(cell("\xed\xa0\x80"), std::string("\\xed\\xa0\\x80"));  // a surrogate
        QCOMPARE(cell("\xc0\xaf"), std::string("\\xc0\\xaf"));           // an overlong form
        QCOMPARE(cell("a\\b\r\t"), std::string("a\\\\b\\r\\t"));
        QCOMPARE(cell("a,\"b\""), std::string("\"a,\"\"b\"\"\""));
        QCOMPARE(cell(" the"), std::string("\" the\""));
    }

    void config_comes_back()
    {
        RunConfig config = sample::header().config;
        QVERIFY(from_json(to_json(config)) == config);
        RunConfig of_old = RunConfig{};
        of_old.start_token = false;  // of a time when none was put first
        of_old.guard = Guard::off;   // and nobody watched
        QVERIFY(from_json("{}") == of_old);
        QCOMPARE(from_json(R"({"method": "in-place", "probes": false, "seed": 7})").control.text(),
                 std::string("none"));
        QVERIFY(from_json(to_json(RunConfig{})) == RunConfig{});
        config.clip = std::numeric_limits<double>::infinity();
        config.inner_lr = {-std::numeric_limits<double>::infinity(), 1e-17};
        QVERIFY(from_json(to_json(config)) == config);
        config.clip = std::nan("");
        QVERIFY(std::isnan(from_json(to_json(config)).clip.value()));
        config.clip.reset();
        QVERIFY(!from_json(to_json(config)).clip.has_value());
        QCOMPARE(from_json(R"({"of_a_later_version": [1], "chunk": 7})").chunk, 7);
    }

    void words_of_another_version_come_back()
    {
        const RunConfig config = from_json(R"({"device": "npu", "optimizer": "muon", "arms": "frozen"})");
        QCOMPARE(config.device.text(), std::string("npu"));
        QVERIFY(config.arms == Arms::frozen && !config.optimizer.known());
        const std::string written = to_json(config);
        for (const char* part : {R"("device":"npu")", R"("optimizer":"muon")", R"("arms":"frozen")", R"("target":"")",
                                 R"("control":"none")"})
            QVERIFY2(written.find(part) != std::string::npos, written.c_str());
        QVERIFY(from_json(written) == config);
    }

    void wrong_config_is_named_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("key");
        QTest::newRow("text for number") << R"({"tokens": "7"})"
                                         << "tokens";
        QTest::newRow("number for text") << R"({"model": 7})"
                                         << "model";
        QTest::newRow("fraction") << R"({"chunk": 1.5})"
                                  << "chunk";
        QTest::newRow("too large") << R"({"chunk": 9223372036854775808})"
                                   << "chunk";
        QTest::newRow("negative seed") << R"({"seed": -1})"
                                       << "seed";
        QTest::newRow("number for bool") << R"({"probes": 1})"
                                         << "probes";
        QTest::newRow("scalar for list") << R"({"fast_layers": 1})"
                                         << "fast_layers";
        QTest::newRow("bad element") << R"({"decay": [0.5, "x"]})"
                                     << "decay";
        QTest::newRow("bad hex") << R"({"document": {"hex": "zz"}})"
                                 << "document";
        QTest::newRow("null") << R"({"arms": null})"
                              << "arms";
    }

    void wrong_config_is_named()
    {
        QFETCH(QString, json);
        QFETCH(QString, key);
        const std::string sentence = sentence_of([&] { from_json(json.toStdString()); });
        const std::string start = "The configuration of a run has a wrong value for \"" + key.toStdString() + "\": ";
        QVERIFY2(sentence.starts_with(start), sentence.c_str());
    }

    void no_json_at_all()
    {
        for (const char* text : {"[]", "7", "null"})
            QCOMPARE(sentence_of([&] { from_json(text); }),
                     std::string("The configuration of a run must be a JSON object."));
        for (const char* text : {"", "[", "{\"a\":"})
            QVERIFY(sentence_of([&] { from_json(text); }).starts_with("The configuration of a run is not JSON from "));
        QCOMPARE(sentence_of([] { from_json(std::string(100'000, '[')); }),
                 std::string("The configuration of a run is nested more than 100 deep."));
    }
};

TTT_TEST(TestSessionExport)
#include "tst_session_export.moc"
