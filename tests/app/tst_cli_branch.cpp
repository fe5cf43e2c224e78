// `ttt run --from RUN --at CHUNK`, as somebody types it, also wrongly; the parent may go afterwards.
#include "sessions/edit.h"
#include "sessions/session_reader.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

using namespace ttt;
using namespace ttt::test;

class CliBranch : public QObject {
    Q_OBJECT

private:
    Outcome branch(const QStringList& more)
    {
        return folder_.run(QStringList{"run", "--session", "s.ttt", "--quiet"} + more);
    }

    SessionReader reader() const { return SessionReader(folder_.path("s.ttt").toStdString()); }

    Folder folder_;

private Q_SLOTS:
    void initTestCase() { folder_.make_model(); }

    void init()
    {
        QFile::remove(folder_.path("s.ttt"));
        folder_.write("text.txt", Folder::babble(150));
        QCOMPARE(folder_.run(run_arguments({"--quiet", "--twin", "--name", "the parent"})).code, 0);
    }

    void with_the_same_settings_nothing_differs()
    {
        const std::string parent = reader().runs().front().header.run_id;
        const Outcome made = branch({"--from", QString::fromStdString(parent.substr(0, 6)), "--at", "4"});
        QVERIFY2(made.code == 0, qPrintable(made.err));
        const std::vector<RunInfo> runs = reader().runs();
        QCOMPARE(runs.size(), std::size_t{2});
        QCOMPARE(runs.back().header.before.size(), std::size_t{1});
        QCOMPARE(runs.back().header.before.front().run_id, parent);
        QCOMPARE(runs.back().name, std::string());
        const Outcome difference =
            folder_.run({"diff", QString::fromStdString(parent), QString::fromStdString(runs.back().header.run_id),
                         "--session", "s.ttt"});
        QVERIFY2(difference.code == 0, qPrintable(difference.out + difference.err));
    }

    /// Text gone, parent gone: the session has all that is needed.
    void it_is_verified_without_text_and_parent()
    {
        const std::string session = folder_.path("s.ttt").toStdString();
        const std::string parent = reader().runs().front().header.run_id;
        QCOMPARE(branch({"--from", "latest", "--at", "3", "--inner-lr", "0.2", "--name", "faster"}).code, 0);
        const Outcome again = branch({"--from", "latest", "--at", "6", "--decay", "0.5", "--guard", "off"});
        QVERIFY2(again.code == 0, qPrintable(again.err));
        QVERIFY(QFile::remove(folder_.path("text.txt")));
        delete_run(session, parent);
        for (const RunInfo& run : reader().runs()) {
            const Outcome outcome =
                folder_.run({"verify", "--session", "s.ttt", "--run", QString::fromStdString(run.header.run_id)});
            QVERIFY2(outcome.out.startsWith("identical: 10 steps"), qPrintable(outcome.out + outcome.err));
        }
        const RunInfo last = reader().runs().back();
        QCOMPARE(last.header.before.size(), std::size_t{2});
        QCOMPARE(last.header.config.decay, (std::vector<double>{0.5, 0.5}));
        QCOMPARE(last.header.config.inner_lr, (std::vector<double>{0.2, 0.2}));
        QCOMPARE(folder_.run({"check", "s.ttt"}).code, 0);
    }

    void lists_and_reports_say_so()
    {
        QCOMPARE(branch({"--from", "latest", "--at", "3", "--inner-lr", "0.2"}).code, 0);
        const QString words = QStringLiteral("branched from run %1 at chunk 3")
                                  .arg(QString::fromStdString(reader().runs().front().header.run_id.substr(0, 8)));
        QVERIFY(folder_.run({"list", "--session", "s.ttt"}).out.contains(words));
        QVERIFY(folder_.run({"show", "--session", "s.ttt"}).out.contains(words));
        const QJsonObject json = folder_.run({"show", "--session", "s.ttt", "--json"}).json();
        QCOMPARE(json["branched"].toString(), words);
        QCOMPARE(json["before"].toArray().at(0)["steps"].toInt(), 3);
        QCOMPARE(json["chunks"].toInt(), 10);
    }

    /// A question behind the branch is about the stretch with the other settings.
    void it_can_be_asked()
    {
        const QStringList question{"ask", "--session", "s.ttt", "--at", "120", "--length", "0", "--json"};
        const QJsonObject parent = folder_.run(question).json();
        QCOMPARE(branch({"--from", "latest", "--at", "4"}).code, 0);
        QCOMPARE(folder_.run(question).json()["arms"], parent["arms"]);
        QCOMPARE(branch({"--from", "latest", "--at", "4", "--inner-lr", "0.5"}).code, 0);
        const Outcome other = folder_.run(question);
        QVERIFY2(other.code == 0, qPrintable(other.err));
        const auto arm = [](const QJsonObject& json, const char* name) -> QJsonValue {
            return json["arms"].toObject().value(QLatin1String(name));
        };
        QCOMPARE(arm(other.json(), "frozen"), arm(parent, "frozen"));
        QVERIFY(arm(other.json(), "adapted") != arm(parent, "adapted"));
    }

    void what_can_not_be_is_a_sentence_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("no place") << QStringList{"--from", "latest"} << 2 << "--from needs --at CHUNK";
        QTest::newRow("no run") << QStringList{"--at", "3"} << 2 << "--from";
        QTest::newRow("another run") << QStringList{"--from", "zz", "--at", "3"} << 1 << "no run whose id begins";
        QTest::newRow("beyond the end") << QStringList{"--from", "latest", "--at", "11"} << 1
                                        << "10 chunks of it are logged";
        QTest::newRow("at the end") << QStringList{"--from", "latest", "--at", "10"} << 1 << "Nothing is left to read";
        QTest::newRow("at the start") << QStringList{"--from", "latest", "--at", "0"} << 2 << "--at";
        QTest::newRow("chunk") << QStringList{"--from", "latest", "--at", "3", "--chunk", "8"} << 2
                               << "--chunk can't change";
        QTest::newRow("document") << QStringList{"--from", "latest", "--at", "3", "--document", "text.txt"} << 2
                                  << "what may change is --inner-lr, --decay, --target";
        QTest::newRow("method") << QStringList{"--from", "latest", "--at", "3", "--lr", "0.1"} << 2 << "--lr";
        QTest::newRow("rate") << QStringList{"--from", "latest", "--at", "3", "--decay", "2"} << 2 << "--decay";
    }

    void what_can_not_be_is_a_sentence()
    {
        QFETCH(QStringList, options);
        QFETCH(int, code);
        QFETCH(QString, sentence);
        const Outcome outcome = branch(options);
        QVERIFY2(outcome.err.contains(sentence), qPrintable(outcome.err));
        QCOMPARE(outcome.code, code);
        QCOMPARE(reader().runs().size(), std::size_t{1});
    }

    void behind_a_divergence_nothing_begins()
    {
        folder_.write("text.txt", Folder::babble(640));
        QCOMPARE(folder_
                     .run({"run", "--model", "model", "--document", "text.txt", "--session", "s.ttt", "--method",
                           "dynamic-evaluation", "--parameters", "norms", "--optimizer", "sgd", "--segment", "16",
                           "--lr", "1000", "--quiet"})
                     .code,
                 1);
        const Outcome late = branch({"--from", "latest", "--at", "30", "--lr", "0.01"});
        QCOMPARE(late.code, 1);
        QVERIFY2(late.err.contains("it had diverged by then"), qPrintable(late.err));
        const Outcome early = branch({"--from", "latest", "--at", "2", "--lr", "0.01"});
        QVERIFY2(early.err.contains("iverged") || early.code == 0, qPrintable(early.err));
        QCOMPARE(reader().runs().size(), std::size_t{3});
    }
};

TTT_TEST(CliBranch)
#include "tst_cli_branch.moc"
