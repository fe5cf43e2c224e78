// A GGUF file wherever a model is named: shown, imported, read, learned on, refused in one sentence.
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

using namespace ttt::test;

namespace {

const QString golden = TTT_TESTS_DIR "/golden/gguf/";

}  // namespace

class CliGguf : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void shows_what_is_in_it();
    void reads_like_the_directory_that_it_is_imported_to();
    void methods_learn_on_it();
    void a_method_that_makes_sense_is_taken();
    void other_commands_take_it_data();
    void other_commands_take_it();
    void a_training_goes_on_from_it();
    void refuses_in_one_sentence_data();
    void refuses_in_one_sentence();

private:
    Outcome good(const QStringList& arguments) const
    {
        const Outcome outcome = folder_.run(arguments);
        if (outcome.code != 0)
            qWarning() << arguments << outcome.err;
        return outcome;
    }

    Folder folder_;
};

void CliGguf::initTestCase()
{
    folder_.write("text.txt", Folder::babble(900));
    QVERIFY(QFile::copy(golden + "llama.gguf", folder_.path("llama.gguf")));
    QVERIFY(QFile::copy(golden + "qwen3.gguf", folder_.path("qwen3.gguf")));
}

void CliGguf::shows_what_is_in_it()
{
    const QJsonObject json = good({"model", "show", "--model", "llama.gguf", "--json"}).json();
    QCOMPARE(json["family"].toString(), QString("llama"));
    QCOMPARE(json["tokenizer_size"].toInt(), 902);
    QCOMPARE(json["formats"].toObject()["Q8_0"].toInt(), 4);
    QCOMPARE(json["remarks"].toArray().size(), 0);
    const Outcome text = good({"model", "show", "--model", "qwen3.gguf"});
    QVERIFY2(text.out.contains("F32 ") && text.out.contains("BF16 ") && text.out.contains("Q4_1 "),
             qPrintable(text.out));
}

void CliGguf::reads_like_the_directory_that_it_is_imported_to()
{
    for (const QString name : {"llama", "qwen3"}) {
        QCOMPARE(good({"model", "import", name + ".gguf", name}).code, 0);
        for (const char* file : {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"})
            QVERIFY2(QFile::exists(folder_.path(name + '/' + file)), file);
        QJsonObject perplexity[2];
        for (int at : {0, 1})
            perplexity[at] = good({"run", "--model", at == 0 ? name + ".gguf" : name, "--document", "text.txt",
                                   "--session", "s.ttt", "--frozen-only", "--chunk", "32", "--json"})
                                 .json()["perplexity"]
                                 .toObject();
        QVERIFY(!perplexity[0].isEmpty());
        QCOMPARE(perplexity[0], perplexity[1]);
    }
}

void CliGguf::methods_learn_on_it()
{
    for (const char* method : {"dynamic-evaluation", "lora"})
        QCOMPARE(
            good({"run", "--model", "llama.gguf", "--document", "text.txt", "--session", "m.ttt", "--method", method})
                .code,
            0);
    QCOMPARE(good({"verify", "--session", "m.ttt"}).code, 0);
}

void CliGguf::a_method_that_makes_sense_is_taken()
{
    const QStringList arguments{"run", "--model", "llama.gguf", "--document", "text.txt", "--session", "own.ttt"};
    const Outcome outcome = good(arguments);
    QVERIFY2(outcome.err.contains("No TTT parameters were trained in llama.gguf: it learns by Dynamic evaluation"),
             qPrintable(outcome.err));
    QVERIFY(outcome.out.contains("Dynamic evaluation: segment 64 tokens"));
    const Outcome asked = folder_.run(arguments + QStringList{"--chunk", "16"});  // means In-Place TTT
    QCOMPARE(asked.code, 1);
    QVERIFY2(asked.err.contains("has no trained TTT parameters"), qPrintable(asked.err));
}

void CliGguf::other_commands_take_it_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QStringList model{"--model", "llama.gguf", "--document", "text.txt"};
    QTest::newRow("patterns") << QStringList{"patterns"} + model;
    QTest::newRow("compare") << QStringList{"compare", "--quiet", "--session", "c.ttt"} + model;
}

void CliGguf::other_commands_take_it()
{
    QFETCH(QStringList, arguments);
    QCOMPARE(good(arguments).code, 0);
}

void CliGguf::a_training_goes_on_from_it()
{
    folder_.write("train.json", R"({"corpus": ["text.txt"], "validation": [], "init": "llama.gguf", "output": "trained",
        "rows": 1, "length": 64, "repeat_min": 8, "repeat_max": 16, "steps": 1})");
    const Outcome outcome = good({"train", "train.json"});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(good({"model", "show", "--model", "trained", "--json"}).json()["tokenizer_size"].toInt(), 902);
}

void CliGguf::refuses_in_one_sentence_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("part");
    QTest::newRow("absent") << QStringList{"model", "show", "--model", "none.gguf"} << "does not exist";
    QTest::newRow("no model") << QStringList{"model", "show", "--model", "text.txt"} << "is no model";
    QTest::newRow("imported over one") << QStringList{"model", "import", "llama.gguf", "llama"}
                                       << "already holds a model";
    QTest::newRow("imported over itself") << QStringList{"model", "import", "llama.gguf", "llama.gguf"} << "llama.gguf";
    QTest::newRow("twin") << QStringList{"run", "--model", "llama.gguf", "--document", "text.txt", "--twin"}
                          << "names no twin";
}

void CliGguf::refuses_in_one_sentence()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, part);
    const Outcome outcome = folder_.run(arguments);
    QVERIFY2(outcome.code != 0 && outcome.err.contains(part), qPrintable(outcome.err));
    QCOMPARE(outcome.err.trimmed().count('\n'), 0);
}

TTT_TEST(CliGguf)
#include "tst_cli_gguf.moc"
