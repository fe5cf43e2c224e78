// `ttt images corrupt` and `ttt run --images`: what they write other programs read, and wrong usage is a sentence.
#include "engine/vision/corruptions/corrupt.h"
#include "engine/vision/images/npy_file.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

using namespace ttt;
using namespace ttt::test;

class CliImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void writes_images_and_labels();
    void the_same_command_gives_the_same_bytes();
    void the_json_says_what_was_written();
    void standard_output_is_the_file();
    void wrong_usage_data();
    void wrong_usage();
    void nothing_is_left_of_a_failure();
    void trains_a_net();
    void a_run_is_said_exported_and_verified();
    void runs_are_told_apart_by_image_and_batch();
    void a_run_by_every_method_data();
    void a_run_by_every_method();
    void wrong_runs_data();
    void wrong_runs();

private:
    Outcome corrupt_images(const QStringList& more = {})
    {
        return folder_.run(QStringList{"images", "corrupt", "--images", "in.npy", "--labels", "in-labels.npy"} + more);
    }
    /// Of the shipped images, by a shipped net.
    Outcome run_shipped(const QStringList& more)
    {
        return folder_.run(QStringList{"run", "--images", "fashion-mnist", "--quiet", "--session", "r.ttt"} + more);
    }
    ImageSet images(const QString& name) { return read_npy_images(folder_.path(name).toStdString()); }

    Folder folder_;
};

void CliImages::initTestCase()
{
    std::string pixels;
    for (int i = 0; i < 5 * 8 * 8; ++i)
        pixels += static_cast<char>(i * 3);
    folder_.write("in.npy", npy_start(5, {8, 8, 1}) + pixels);
    folder_.write("in-labels.npy", npy_of_labels(std::vector<std::int32_t>{0, 1, 2, 0, 1}));
    folder_.write("text.npy", "hello");
}

void CliImages::writes_images_and_labels()
{
    const Outcome outcome = corrupt_images({"--stream", "gaussian_noise:5,clean", "--count", "4", "--out", "x.npy",
                                            "--labels-out", "y.npy", "--seed", "9"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.startsWith("Written  x.npy, 8 images of 8 x 8 x 1\nImages   in.npy, 4 of each shift\n"
                                    "Shifts   gaussian_noise:5, clean, made here, seed 9"),
             qPrintable(outcome.out));
    const ImageSet in = images("in.npy"), out = images("x.npy");
    QCOMPARE(out.count(), 8);
    std::vector<std::uint8_t> expected(in.shape.bytes());
    corrupt(in.image(3), in.shape, {"gaussian_noise", 5}, 9, 3, expected);
    QVERIFY(std::equal(expected.begin(), expected.end(), out.image(3).begin()));
    QVERIFY(std::equal(in.image(3).begin(), in.image(3).end(), out.image(7).begin()));
    QCOMPARE(read_npy_labels(folder_.path("y.npy").toStdString()), (std::vector<std::int32_t>{0, 1, 2, 0, 0, 1, 2, 0}));
}

void CliImages::the_same_command_gives_the_same_bytes()
{
    for (const char* name : {"a.npy", "b.npy"})
        QCOMPARE(corrupt_images({"--stream", "all:3", "--out", name}).code, 0);
    QVERIFY(!folder_.read("a.npy").isEmpty());
    QCOMPARE(folder_.read("a.npy"), folder_.read("b.npy"));
    QCOMPARE(images("a.npy").count(), 75);
}

void CliImages::the_json_says_what_was_written()
{
    const QJsonObject json = corrupt_images({"--stream", "fog:2", "--out", "j.npy", "--json"}).json();
    QCOMPARE(json["shape"].toArray(), (QJsonArray{5, 8, 8, 1}));
    QCOMPARE(json["shifts"].toArray()[0].toObject()["corruption"].toString(), QString("fog"));
    QVERIFY(json["hash"].toString().startsWith("xxh3:"));
}

void CliImages::standard_output_is_the_file()
{
    const Outcome outcome = corrupt_images({"--stream", "clean", "--count", "1", "--out", "-"});
    QCOMPARE(outcome.code, 0);
    QVERIFY(outcome.out.contains("NUMPY"));
    QVERIFY(!outcome.out.contains("Written"));
}

void CliImages::wrong_usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("sentence");
    const QStringList images{"--images", "in.npy"}, fog{"--stream", "fog:5"}, out{"--out", "w.npy"};
    const auto row = [](const char* name, const QStringList& arguments, int code, const char* sentence) {
        QTest::newRow(name) << QStringList{"images", "corrupt"} + arguments << code << QString(sentence);
    };
    row("no stream", images + out, 2, "--stream is required");
    row("no out", images + fog, 2, "--out is required");
    row("wrong word", images + out + QStringList{"--stream", "smog:5"}, 2, "There is no corruption 'smog'");
    row("no severity", images + out + QStringList{"--stream", "fog"}, 2, "has no severity; write fog:1");
    row("grey", images + out + QStringList{"--stream", "saturate:5"}, 2, "these images are grey");
    row("negative", images + fog + out + QStringList{"--count", "-1"}, 2, "--count");
    row("absent", fog + out + QStringList{"--images", "absent.npy"}, 1, "There is no file");
    row("text", fog + out + QStringList{"--images", "text.npy"}, 1, "is no set of images");
    row("an empty folder", fog + out + QStringList{"--images", "data"}, 1, "no PNG or JPEG file");
    row("labels that are images", images + fog + out + QStringList{"--labels", "in.npy"}, 1, "labels are [N]");
    row("no labels to write", images + fog + out + QStringList{"--labels-out", "y.npy"}, 2, "have no labels");
    row("over its input", images + fog + QStringList{"--out", "in.npy"}, 2, "would be overwritten");
    row("twice the same", images + fog + QStringList{"--out", "w.npy", "--labels-out", "./w.npy"}, 2, "are one file");
    row("a folder that is not there", images + fog + QStringList{"--out", "no/w.npy"}, 1, "cannot be written");
}

void CliImages::wrong_usage()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, sentence);
    QDir().mkpath(folder_.path("data"));
    const Outcome outcome = folder_.run(arguments);
    QCOMPARE(outcome.code, code);
    QVERIFY2(outcome.err.contains(sentence), qPrintable(outcome.err));
    QCOMPARE(outcome.err.count('\n'), 1);
    QCOMPARE(outcome.out, QString());
}

void CliImages::nothing_is_left_of_a_failure()
{
    QVERIFY(!QFile::exists(folder_.path("w.npy")));
    QCOMPARE(folder_.read("text.npy"), QByteArray("hello"));
}

void CliImages::trains_a_net()
{
    const auto train = [this](const QStringList& more) {
        return folder_.run(
            QStringList{"images",  "train",  "--images",      "in.npy",        "--labels", "in-labels.npy",
                        "--test",  "in.npy", "--test-labels", "in-labels.npy", "--depth",  "8",
                        "--width", "2",      "--out",         "net",           "--epochs", "2",
                        "--batch", "3"} +
            more);
    };
    const Outcome outcome = train({});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(outcome.out, QString("Trained: net\n"));
    QVERIFY2(outcome.err.contains("epoch 2/2  loss "), qPrintable(outcome.err));
    QVERIFY(outcome.err.contains(" %  of rotations "));
    QVERIFY(folder_.read("net/config.json").contains("\"norm\": \"bn\""));
    QVERIFY(folder_.read("net/model.safetensors").size() > 1000);
    QCOMPARE(folder_.read("net/training/log.jsonl").count('\n'), 2);
    QVERIFY(train({"--lr", "0.2"}).err.contains("belongs to another training"));
    QVERIFY(folder_
                .run({"images", "train", "--images", "in.npy", "--labels", "in-labels.npy", "--test", "", "--out",
                      "nine", "--depth", "9"})
                .err.contains("The depth is 8, 14, 20, 26"));
    QVERIFY(train({"--norm", "gn"}).err.contains("can't part a width of 2 into 8 groups"));
    QCOMPARE(train({"--norm", "ln"}).code, 2);
}

void CliImages::a_run_is_said_exported_and_verified()
{
    const Outcome outcome = run_shipped({"--stream", "gaussian_noise:5,fog:5", "--order", "continual", "--batch", "10",
                                         "--count", "20", "--method", "tent", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject json = outcome.json();
    QCOMPARE(json["images"].toInt(), 40);
    QCOMPARE(json["steps"].toInt(), 4);
    QVERIFY(json["error"].toObject()["frozen"].isDouble() && json["error"].toObject()["adapted"].isDouble());
    const QJsonObject fog = json["shifts"].toArray()[1].toObject();
    QCOMPARE(fog["corruption"].toString(), QString("fog"));
    QCOMPARE(fog["severity"].toInt(), 5);
    QCOMPARE(fog["images"].toInt(), 20);
    const double all = json["error"].toObject()["adapted"].toDouble();
    QCOMPARE(json["shifts"].toArray()[0].toObject()["adapted"].toDouble() + fog["adapted"].toDouble(), 2 * all);

    const Outcome verified = folder_.run({"verify", "--session", "r.ttt", "--quiet"});
    QVERIFY2(verified.out.startsWith("identical: 4 steps"), qPrintable(verified.out + verified.err));
    QCOMPARE(folder_.run({"export", "--session", "r.ttt", "--items", "r.csv"}).code, 0);
    const QList<QByteArray> lines = folder_.read("r.csv").split('\n');
    QCOMPARE(lines[0], QByteArray("index,source_index,label,corruption,severity,predicted_frozen,predicted_adapted,"
                                  "entropy_frozen,entropy_adapted"));
    QCOMPARE(lines.size(), 42);
    QVERIFY(lines[21].startsWith("20,") && lines[21].contains(",fog,5,"));
    QVERIFY(folder_.run({"show", "--session", "r.ttt"}).out.contains("Error by shift"));
    QVERIFY(folder_.run({"list", "--session", "r.ttt"}).out.contains(" %"));
    QCOMPARE(folder_.run({"check", "r.ttt"}).code, 0);
    const Outcome asked = folder_.run({"ask", "--session", "r.ttt", "--at", "3"});
    QCOMPARE(asked.code, 1);
    QVERIFY2(asked.err.contains("reads no text ('images')"), qPrintable(asked.err));
}

void CliImages::runs_are_told_apart_by_image_and_batch()
{
    for (const char* rate : {"0.001", "0.01"}) {
        const Outcome outcome =
            folder_.run({"run", "--images", "fashion-mnist", "--quiet", "--stream", "fog:5", "--batch", "10", "--count",
                         "20", "--method", "tent", "--lr", rate, "--session", QString("lr%1.ttt").arg(rate)});
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    }
    const Outcome same = folder_.run({"diff", "lr0.001.ttt", "lr0.001.ttt"});
    QCOMPARE(same.code, 0);
    QVERIFY2(same.out.contains("They agree within the tolerance: 2 batches, 20 images."), qPrintable(same.out));
    const Outcome parted = folder_.run({"diff", "lr0.001.ttt", "lr0.01.ttt"});
    QCOMPARE(parted.code, 1);
    QVERIFY2(parted.out.contains(" in batch ") && !parted.out.contains("token") && !parted.out.contains("chunk"),
             qPrintable(parted.out));
    const QJsonObject json = folder_.run({"diff", "lr0.001.ttt", "lr0.01.ttt", "--json"}).json();
    QCOMPARE(json["images"].toInt(), 20);
    QCOMPARE(json["batches"].toInt(), 2);
    QVERIFY(!json.contains("tokens") && json["difference"].toObject().contains("batch"));
}

void CliImages::a_run_by_every_method_data()
{
    QTest::addColumn<QStringList>("more");
    for (const char* method : {"source", "bn", "bn-alpha", "tent", "eata", "eta", "sar", "rdumb"})
        QTest::newRow(method) << QStringList{"--method", method};
    QTest::newRow("cotta") << QStringList{"--method", "cotta", "--views", "2"};
    for (const char* method : {"ttaug", "memo", "ttt-online"})
        QTest::newRow(method) << QStringList{"--method", method, "--views", "3"};
    for (const char* method : {"ttt", "ttt-mae"})
        QTest::newRow(method) << QStringList{"--method", method, "--views", "4", "--steps", "2"};
}

void CliImages::a_run_by_every_method()
{
    QFETCH(QStringList, more);
    const Outcome outcome =
        run_shipped(more + QStringList{"--stream", "fog:5", "--batch", "4", "--count", "8", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(outcome.json()["images"].toInt(), 8);
    QCOMPARE(outcome.json()["state"].toString(), QString("finished"));
}

void CliImages::wrong_runs_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("stream") << QStringList{"--stream", "smog:5"} << 1 << "There is no corruption 'smog'";
    QTest::newRow("order") << QStringList{"--order", "backwards"} << 1 << "backwards";
    QTest::newRow("batch") << QStringList{"--batch", "513"} << 2 << "at most 512";
    QTest::newRow("document") << QStringList{"--document", "x.txt"} << 2 << "--document";
    QTest::newRow("method of texts") << QStringList{"--method", "lora"} << 2 << "is an option of";
    QTest::newRow("option of another") << QStringList{"--method", "bn", "--lr", "1"} << 2 << "is an option of";
}

void CliImages::wrong_runs()
{
    QFETCH(QStringList, more);
    QFETCH(int, code);
    QFETCH(QString, sentence);
    const Outcome outcome = run_shipped(more);
    QCOMPARE(outcome.code, code);
    QVERIFY2(outcome.err.contains(sentence), qPrintable(outcome.err));
}

TTT_TEST(CliImages)
#include "tst_cli_images.moc"
