// The marks beside a text file: written, read, and refused when they belong to another text.
#include "engine/records/error.h"
#include "engine/text/document_marks.h"
#include "engine/text/hash.h"
#include "engine/text/text_file.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <map>
#include <string>

using namespace ttt;

namespace {

const std::string text = "Isaura Wexcombe wrote to Isaura Wexcombe.\n";
const std::vector<DocumentMark> marks{{0, 15, 0, 0, false}, {25, 40, 0, 1, true}};

std::string sentence_of(const std::string& path)
{
    try {
        read_marks_beside(path, text);
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

class TestDocumentMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void they_come_back()
    {
        QVERIFY(read_marks_beside(path(), text).empty());
        write(marks_json(text, marks, "by hand: \"\xff\""));
        QVERIFY(read_marks_beside(path(), text) == marks);
        write(marks_json(text, {}, ""));
        QVERIFY(read_marks_beside(path(), text).empty());
    }

    void only_whole_marks_lie_within_a_part()
    {
        QVERIFY(marks_within(marks, 40) == marks);
        QCOMPARE(marks_within(marks, 39).size(), 1u);
        QVERIFY(marks_within(marks, 14).empty());
    }

    void bad_files_end_in_a_sentence_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("why");
        const QString unreadable =
            "can't be read: it holds no list of marks with begin, end, pattern, occurrence and noisy.";
        QTest::newRow("no JSON") << "{\n\"format\""
                                 << "format"
                                 << "is not JSON from byte 2 on (line 1, column 2).";
        QTest::newRow("a list") << "{\n\"format\""
                                << "[{\"format\""
                                << "is not JSON from byte 244 on (line 9, column 1).";
        QTest::newRow("other format") << "marks 1"
                                      << "marks 2"
                                      << "is not of this program, or of a newer one.";
        QTest::newRow("other text") << "xxh3:"
                                    << "xxh3:0"
                                    << "belongs to another text: the text has changed since it was composed. Compose "
                                       "it again, or move the marks file away to read the text without marks.";
        QTest::newRow("no marks") << "\"marks\""
                                  << "\"others\"" << unreadable;
        QTest::newRow("no end") << "\"end\":15,"
                                << "" << unreadable;
        QTest::newRow("half a byte") << "\"end\":15"
                                     << "\"end\":15.5" << unreadable;
        QTest::newRow("a number for noisy") << "false"
                                            << "0" << unreadable;
        QTest::newRow("a word for a number") << "\"begin\":0"
                                             << "\"begin\":\"0\"" << unreadable;
        QTest::newRow("beyond the text") << "\"end\":40"
                                         << "\"end\":43"
                                         << "does not fit its text: a mark stands at bytes [25, 43) of a text of 42.";
        QTest::newRow("empty mark") << "\"end\":15"
                                    << "\"end\":0"
                                    << "does not fit its text: a mark stands at bytes [0, 0) of a text of 42.";
        QTest::newRow("backwards") << "\"begin\":0,\"end\":15"
                                   << "\"begin\":30,\"end\":31"
                                   << "does not fit its text: its marks run backwards.";
        QTest::newRow("negative occurrence")
            << "\"occurrence\":1"
            << "\"occurrence\":-1"
            << "does not fit its text: the mark at bytes [25, 40) is occurrence -1 of pattern 0.";
    }

    void bad_files_end_in_a_sentence()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, why);
        QString json = QString::fromStdString(marks_json(text, marks, ""));
        QVERIFY(json.contains(from));
        write(json.replace(json.indexOf(from), from.size(), to).toStdString());
        QCOMPARE(QString::fromStdString(sentence_of(path())),
                 "The marks file " + QString::fromStdString(marks_path(path())) + " " + why);
    }

    void marks_that_do_not_fit_are_not_written() { QVERIFY_EXCEPTION_THROWN(marks_json("short", marks, ""), Error); }

    /// Eight sentences, three times each: what resources/documents/README.md says of the shipped document.
    void the_shipped_marks_are_right()
    {
        const std::string shipped = TTT_RESOURCES_DIR "/documents/planted-repeats.txt";
        const std::string document = read_text_file(shipped);
        std::map<std::int64_t, std::string> sentences;
        std::map<std::int64_t, std::int64_t> count;
        for (const DocumentMark& mark : read_marks_beside(shipped, document)) {
            const std::string words =
                document.substr(static_cast<std::size_t>(mark.begin), static_cast<std::size_t>(mark.end - mark.begin));
            QCOMPARE(mark.occurrence, count[mark.pattern]++);
            QVERIFY(!mark.noisy);
            QVERIFY(words.ends_with('.'));
            QVERIFY(mark.occurrence == 0 || sentences[mark.pattern] == words);
            sentences[mark.pattern] = words;
        }
        QCOMPARE(sentences.size(), 8u);
        for (const auto& [pattern, occurrences] : count)
            QCOMPARE(occurrences, 3);
    }

private:
    std::string path() const { return folder_.path().toStdString() + "/text.txt"; }
    void write(const std::string& json) const { std::ofstream(marks_path(path()), std::ios::binary) << json; }

    QTemporaryDir folder_;
};

TTT_TEST(TestDocumentMarks)
#include "tst_document_marks.moc"
