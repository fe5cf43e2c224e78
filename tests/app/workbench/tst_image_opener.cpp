// Images that are opened: what can be read is open, what can't leaves the rest as it was, and a sentence says why.
#include "app/workbench/stream_check.h"
#include "app/workbench/workbench.h"
#include "engine/vision/images/npy_file.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ttt;

namespace {

const std::string models = TTT_RESOURCES_DIR "/models/";

RunConfig config_of(const char* method)
{
    RunConfig config;
    config.method = method;
    return config;
}

}  // namespace

class ImageOpenerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void shipped_images_are_open();
    void a_wrong_set_keeps_the_good_one_data();
    void a_wrong_set_keeps_the_good_one();
    void the_net_follows_the_method();
    void a_chosen_net_stays();
    void a_net_for_other_images_is_a_sentence();
    void the_document_comes_back();
    void a_language_model_over_images_is_a_sentence();
    void a_stream_is_checked_before_it_is_run_data();
    void a_stream_is_checked_before_it_is_run();
    void a_stream_has_a_length();

private:
    std::string file(const char* name, const std::string& bytes)
    {
        const QString path = folder_.filePath(QString::fromLatin1(name));
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(QByteArray::fromStdString(bytes)) < 0)
            qFatal("no file");
        return path.toStdString();
    }
    /// `side` x `side`, five images.
    std::string images(const char* name, std::int64_t side)
    {
        return file(name, npy_start(5, {side, side, 1}) + std::string(static_cast<std::size_t>(5 * side * side), 'x'));
    }
    static bool settles(Workbench& workbench)
    {
        QSignalSpy opened(&workbench, &Workbench::opened);
        return QTest::qWaitFor([&] { return !opened.isEmpty() && !workbench.is_opening(); }, 30'000);
    }
    static void open_shipped(Workbench& workbench)
    {
        workbench.setup().set(config_of("tent"), {});
        workbench.open_images({.images = "fashion-mnist", .labels = {}});
        QVERIFY(settles(workbench));
    }

    QTemporaryDir folder_;
};

void ImageOpenerTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
}

void ImageOpenerTest::shipped_images_are_open()
{
    Workbench workbench;
    open_shipped(workbench);
    const OpenedImageSet& set = workbench.image_set();
    QVERIFY2(set.is_good(), set.problem.c_str());
    QCOMPARE(workbench.input(), RunKind::images);
    QVERIFY(set.count == 2000 || set.count == 10'000);  // where Debian's package is installed
    QCOMPARE(set.classes, 10);
    QVERIFY((set.shape == ImageShape{28, 28, 1}));
    QCOMPARE(workbench.model().directory, models + "fashion-mnist-bn");
    QCOMPARE(workbench.run_problem(), QString());
    QVERIFY(workbench.possible().run);
    QCOMPARE(workbench.run().header().kind, std::string(images_kind));  // they are shown before any run
    QVERIFY(workbench.run().empty());
}

void ImageOpenerTest::a_wrong_set_keeps_the_good_one_data()
{
    QTest::addColumn<QString>("images");
    QTest::addColumn<QString>("labels");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const std::string& images, const std::string& labels, const char* word) {
        QTest::newRow(name) << QString::fromStdString(images) << QString::fromStdString(labels)
                            << QString::fromLatin1(word);
    };
    QDir(folder_.path()).mkpath(QStringLiteral("empty"));
    row("not there", folder_.filePath(QStringLiteral("nothing.npy")).toStdString(), "", "nothing.npy");
    row("an empty folder", folder_.filePath(QStringLiteral("empty")).toStdString(), "", "empty");
    row("a text", file("text.npy", "hello, I am a text"), "", "text.npy");
    row("cut off", file("short.npy", npy_start(5, {28, 28, 1}) + "abc"), "", "short.npy");
    row("labels of others", images("five.npy", 28),
        file("three.npy", npy_of_labels(std::vector<std::int32_t>{0, 1, 2})), "3 labels");
}

void ImageOpenerTest::a_wrong_set_keeps_the_good_one()
{
    QFETCH(QString, images);
    QFETCH(QString, labels);
    QFETCH(QString, word);
    Workbench workbench;
    QStringList told;
    connect(&workbench, &Workbench::refused, this,
            [&told](const QString&, const QString& sentence) { told.append(sentence); });
    open_shipped(workbench);
    const std::string hash = workbench.image_set().hash;
    workbench.open_images({.images = images.toStdString(), .labels = labels.toStdString()});
    QVERIFY(settles(workbench));
    QTRY_COMPARE(told.size(), 1);
    QVERIFY2(told.first().contains(word) && told.first().endsWith(u'.'), qPrintable(told.first()));
    QCOMPARE(workbench.image_set().hash, hash);
    QCOMPARE(workbench.images().wanted().images, std::string("fashion-mnist"));
    QVERIFY(workbench.possible().run);
}

void ImageOpenerTest::the_net_follows_the_method()
{
    Workbench workbench;
    open_shipped(workbench);
    for (const auto& [method, net] : {std::pair("memo", "fashion-mnist-gn"), std::pair("ttt-mae", "fashion-mnist-mae"),
                                      std::pair("eata", "fashion-mnist-bn")}) {
        workbench.setup().set(std::nullopt, QStringLiteral("not with this net"), method);
        QVERIFY(settles(workbench));
        QCOMPARE(workbench.model().directory, models + net);
        QVERIFY(workbench.chosen_net().empty());
    }
}

void ImageOpenerTest::a_chosen_net_stays()
{
    Workbench workbench;
    open_shipped(workbench);
    workbench.open_model(QString::fromStdString(models + "fashion-mnist-gn"));
    QVERIFY(settles(workbench));
    QCOMPARE(workbench.chosen_net(), models + "fashion-mnist-gn");
    workbench.setup().set(config_of("eata"), {});
    QVERIFY(!workbench.models().is_reading());
    QCOMPARE(workbench.model().directory, models + "fashion-mnist-gn");
    workbench.open_model(QString::fromStdString(models + "fashion-mnist-bn"));  // what the method would have taken
    QVERIFY(settles(workbench));
    QVERIFY(workbench.chosen_net().empty());
}

void ImageOpenerTest::a_net_for_other_images_is_a_sentence()
{
    Workbench workbench;
    open_shipped(workbench);
    workbench.open_images({.images = images("small.npy", 8), .labels = {}});
    QVERIFY(settles(workbench));
    QCOMPARE(workbench.image_set().count, 5);
    QVERIFY2(workbench.run_problem().contains(QStringLiteral("reads images of 28 x 28 with 1 channel")) &&
                 workbench.run_problem().contains(QStringLiteral("8 x 8")),
             qPrintable(workbench.run_problem()));
    QVERIFY(!workbench.possible().run);
}

void ImageOpenerTest::the_document_comes_back()
{
    Workbench workbench;
    workbench.open_model(QString::fromStdString(models + "books-ttt"));
    workbench.open_document(QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt"));
    QVERIFY(settles(workbench));
    QCOMPARE(workbench.input(), RunKind::document);
    const auto tokens = workbench.document().record.token_ids.size();
    open_shipped(workbench);
    QCOMPARE(workbench.input(), RunKind::images);
    workbench.open_document(QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt"));
    QVERIFY(QTest::qWaitFor([&] { return workbench.input() == RunKind::document && !workbench.is_opening(); }, 30'000));
    QCOMPARE(workbench.model().directory, models + "books-ttt");
    QCOMPARE(workbench.document().record.token_ids.size(), tokens);
    workbench.setup().set(RunConfig(), {});
    QCOMPARE(workbench.run_problem(), QString());
    QVERIFY(workbench.possible().run);
}

void ImageOpenerTest::a_language_model_over_images_is_a_sentence()
{
    Workbench workbench;
    open_shipped(workbench);
    workbench.open_model(QString::fromStdString(models + "books-ttt"));
    QTRY_COMPARE(workbench.model().kind, RunKind::document);
    QTRY_VERIFY(!workbench.is_opening());
    QVERIFY2(workbench.run_problem().startsWith(QStringLiteral("The model books-ttt reads text, and images are open")),
             qPrintable(workbench.run_problem()));
    QVERIFY(!workbench.possible().run);
}

void ImageOpenerTest::a_stream_is_checked_before_it_is_run_data()
{
    QTest::addColumn<QString>("stream");
    QTest::addColumn<QString>("order");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("word");
    QTest::newRow("as it is") << ""
                              << ""
                              << "stream"
                              << "";
    QTest::newRow("all") << "all:5,clean"
                         << "gradual"
                         << "order"
                         << "";
    QTest::newRow("misspelt") << "gausian_noise:5"
                              << ""
                              << "stream"
                              << "gausian_noise";
    QTest::newRow("no severity") << "fog"
                                 << ""
                                 << "stream"
                                 << "fog:5";
    QTest::newRow("colour of grey") << "saturate:5"
                                    << ""
                                    << "stream"
                                    << "saturate";
    QTest::newRow("no order") << "fog:5"
                              << "backwards"
                              << "order"
                              << "backwards";
    QTest::newRow("one fault, one sentence") << "gausian_noise:5"
                                             << ""
                                             << "order"
                                             << "";
}

void ImageOpenerTest::a_stream_is_checked_before_it_is_run()
{
    QFETCH(QString, stream);
    QFETCH(QString, order);
    QFETCH(QString, key);
    QFETCH(QString, word);
    const OpenedImageSet set = open_image_set({.images = "fashion-mnist", .labels = {}});
    RunConfig config = config_of("tent");
    config.stream = stream.toStdString();
    config.order = order.toStdString();
    const QString problem = QString::fromStdString(stream_problem(key.toStdString(), config, set));
    QCOMPARE(problem.isEmpty(), word.isEmpty());
    QVERIFY2(problem.contains(word), qPrintable(problem));
}

void ImageOpenerTest::a_stream_has_a_length()
{
    OpenedImageSet set = open_image_set({.images = images("five.npy", 28), .labels = {}});
    RunConfig config = config_of("tent");
    config.stream = "fog:3,clean";
    QCOMPARE(stream_length(config, set), std::optional<std::int64_t>(10));
    config.order = "gradual";  // fog rises 1 2 3 and falls 2 1, then clean
    QCOMPARE(stream_length(config, set), std::optional<std::int64_t>(30));
    config.count = 2;
    QCOMPARE(stream_length(config, set), std::optional<std::int64_t>(12));
    config.order = "sorted";
    QCOMPARE(stream_length(config, set), std::optional<std::int64_t>());  // they have no classes
    QVERIFY(!stream_problem("order", config, set).empty());
}

TTT_TEST(ImageOpenerTest)
#include "tst_image_opener.moc"
