// Who may include what: the borders between the folders that the linker can't see.
#include "tests/support/test_main.h"

#include <QDirIterator>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

class IncludesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void borders_hold_data();
    void borders_hold();
    void finds_a_wrong_include();
    void folders_include_one_way_data();
    void folders_include_one_way();
    void finds_a_circle();
    void one_way_to_read_a_file_data();
    void one_way_to_read_a_file();
    void finds_another_way_to_read_a_file_data();
    void finds_another_way_to_read_a_file();
    void markup_is_ours_data();
    void markup_is_ours();

private:
    static QStringList files_that_match(const QString& folder, const QRegularExpression& pattern);
    static QStringList wrong_includes(const QString& folder, const QString& forbidden, const QString& except);

    /// Which folder includes which others, and a file that does.
    using Borders = QMap<QString, QMap<QString, QString>>;
    static Borders borders_within(const QString& folder);
    static bool reaches(const Borders& borders, const QString& from, const QString& to);
    static QStringList circles(const Borders& borders);
};

namespace {

const QString root = QStringLiteral(TTT_TESTS_DIR "/../");

/// Any parser of JSON but parse_json (engine/files/json.h): it may recurse, throw what nobody catches, or take the last
/// of two fields.
const QString json_parsers = QStringLiteral(
    R"([Jj]son::(parse|sax_parse|accept|from_\w+)\s*\(|\bfromJson\s*\(|>>\s*\w*[Jj]son\b|QJsonParseError)");

/// Any way to open a file but RegularFile (engine/files/regular_file.h): it may wait for a pipe or read a device.
const QString file_openers = QStringLiteral(
    R"(\bstd::(if|f)stream\b|\bfilebuf\b|\bf(d|re)?open\s*\(|(?<![\w.>])(::)?open(at|64)?\s*\([^;]*\bO_|\bmmap\s*\(|)"
    R"(\bQFile\b(\s+\w+)?\s*[({]|QIODevice(Base)?::Read)");

}  // namespace

/// Paths from the root of the repository, sorted.
QStringList IncludesTest::files_that_match(const QString& folder, const QRegularExpression& pattern)
{
    QStringList found;
    QDirIterator files(root + folder, {"*.h", "*.cpp", "*.cu"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) && pattern.match(QString::fromUtf8(file.readAll())).hasMatch())
            found.append(QDir(root).relativeFilePath(file.fileName()));
    }
    found.sort();
    return found;
}

QStringList IncludesTest::wrong_includes(const QString& folder, const QString& forbidden, const QString& except)
{
    QStringList wrong =
        files_that_match(folder, QRegularExpression(QStringLiteral("^\\s*#\\s*include\\s*[<\"](%1)").arg(forbidden),
                                                    QRegularExpression::MultilineOption));
    if (!except.isEmpty())
        wrong.removeAll(except);
    return wrong;
}

void IncludesTest::borders_hold_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("forbidden");
    QTest::addColumn<QString>("except");
    const QString torch = QStringLiteral("torch/|ATen/|c10/|cuda"), qt = QStringLiteral("Q[A-Z]|Qt"),
                  sqlite = QStringLiteral("sqlite3");
    const auto border = [](const char* name, const QString& folder, const QString& forbidden,
                           const QString& except = {}) { QTest::newRow(name) << folder << forbidden << except; };
    border("records are std only", "engine/records", torch + "|" + qt + "|" + sqlite + "|engine/(?!records/)|nlohmann");
    border("files know the records alone", "engine/files",
           torch + "|" + qt + "|" + sqlite + "|sessions/|views/|app/|engine/(?!records/|files/)");
    border("GGUF knows records and files", "engine/gguf",
           torch + "|" + qt + "|" + sqlite + "|sessions/|views/|app/|engine/(?!records/|files/|gguf/)");
    border("text needs no torch", "engine/text", torch + "|" + qt + "|" + sqlite);
    for (const char* folder : {"engine/vision/images", "engine/vision/corruptions", "engine/vision/streams"})
        border(folder, folder,
               torch + "|" + qt + "|" + sqlite + "|sessions/|views/|app/|engine/(?!records/|files/|text/|vision/)");
    border("the engine knows neither Qt nor SQLite", "engine", qt + "|" + sqlite + "|sessions/|views/|app/");
    border("sessions know records and files", "sessions", torch + "|" + qt + "|views/|app/|engine/(?!records/|files/)");
    border("views know records and files", "views",
           torch + "|" + sqlite + "|sessions/|app/|engine/(?!records/|files/)");
    border("the application holds no tensor", "app", torch + "|" + sqlite);
    border("the command line knows no Qt", "app/cli", qt + "|views/|app/window/|app/workbench/");
    border("the workbench knows no window", "app/workbench",
           "app/window/|app/cli/|QApplication|QWidget|QMainWindow|QDockWidget|QDialog|QMenu|QMessageBox");
}

void IncludesTest::borders_hold()
{
    QFETCH(QString, folder);
    QFETCH(QString, forbidden);
    QFETCH(QString, except);
    QVERIFY(QFileInfo::exists(root + folder));
    const QStringList wrong = wrong_includes(folder, forbidden, except);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void IncludesTest::finds_a_wrong_include()
{
    QVERIFY(!wrong_includes("tests", "QTest", {}).isEmpty());
    QVERIFY(wrong_includes("tests/layers", "torch/", {}).isEmpty());
}

IncludesTest::Borders IncludesTest::borders_within(const QString& folder)
{
    static const QRegularExpression include(QStringLiteral("^#include \"([a-z]+(/[a-z]+(?=/))?)/"),
                                            QRegularExpression::MultilineOption);
    Borders borders;
    for (const QString& path : files_that_match(folder, include)) {
        QFile file(root + path);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QString own = path.count(u'/') > 1 ? path.section(u'/', 0, 1)
                                                 : path.section(u'/', 0, 0);  // a room, whatever folders it has
        for (const QRegularExpressionMatch& match : include.globalMatch(QString::fromUtf8(file.readAll())))
            if (const QString other = match.captured(1); other != own && other.startsWith(folder))
                borders[own].insert(other, path);
    }
    return borders;
}

bool IncludesTest::reaches(const Borders& borders, const QString& from, const QString& to)
{
    QStringList open{from};
    for (qsizetype at = 0; at < open.size(); ++at)
        for (const QString& next : borders.value(open[at]).keys()) {
            if (next == to)
                return true;
            if (!open.contains(next))
                open += next;
        }
    return false;
}

/// "engine/a -> engine/b (engine/a/x.cpp)", for every step of a way that leads back.
QStringList IncludesTest::circles(const Borders& borders)
{
    QStringList found;
    for (auto own = borders.begin(); own != borders.end(); ++own)
        for (auto other = own->begin(); other != own->end(); ++other)
            if (reaches(borders, other.key(), own.key()))
                found += QStringLiteral("%1 -> %2 (%3)").arg(own.key(), other.key(), other.value());
    return found;
}

void IncludesTest::folders_include_one_way_data()
{
    QTest::addColumn<QString>("folder");
    for (const char* folder : {"engine", "sessions", "views"})
        QTest::newRow(folder) << QString(folder);
}

void IncludesTest::folders_include_one_way()
{
    QFETCH(QString, folder);
    const Borders borders = borders_within(folder);
    const QStringList wrong = circles(borders);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    QVERIFY(folder == u"sessions" || borders.size() > 3);
}

void IncludesTest::finds_a_circle()
{
    const Borders borders{
        {"a", {{"b", "a/x.h"}}}, {"b", {{"c", "b/y.h"}}}, {"c", {{"a", "c/z.h"}}}, {"d", {{"a", "d/w.h"}}}};
    QCOMPARE(circles(borders).size(), 3);
}

/// Who may, and why. A file that no longer does must leave the list.
void IncludesTest::one_way_to_read_a_file_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("owners");
    QTest::newRow("JSON is parsed once") << json_parsers << QStringList{"engine/files/json.cpp"};
    QTest::newRow("files are opened once") << file_openers
                                           << QStringList{
                                                  "app/cli/shared/output_file.cpp",  // writes into pipes and devices
                                                  "engine/files/atomic_file.cpp",    // writes
                                                  "engine/files/regular_file.cpp",   // the one
                                                  "engine/files/stale_parts.cpp",    // asks for a lock
                                                  "engine/machine/busy_watch.cpp",   // /proc
                                                  "engine/machine/device.cpp",       // /proc
                                                  "sessions/file_place.cpp",         // marks a file, reads nothing
                                                  "sessions/run_owner.cpp",          // /proc
                                                  "sessions/session_file.cpp",       // makes the file that SQLite opens
                                              };
}

void IncludesTest::one_way_to_read_a_file()
{
    QFETCH(QString, pattern);
    QFETCH(QStringList, owners);
    QStringList found;
    for (const char* folder : {"app", "engine", "sessions", "views"})
        found += files_that_match(folder, QRegularExpression(pattern));
    QCOMPARE(found, owners);
}

void IncludesTest::finds_another_way_to_read_a_file_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("wrong");
    const auto row = [](const QString& pattern, const char* code, bool wrong = true) {
        QTest::newRow(code) << pattern << QString(code) << wrong;
    };
    row(json_parsers, "Json::parse(text)");
    row(json_parsers, "nlohmann::ordered_json::parse (text)");
    row(json_parsers, "file >> json;");
    row(json_parsers, "QJsonDocument::fromJson(bytes)");
    row(json_parsers, "nlohmann::json::from_cbor(bytes)");
    row(json_parsers, "parse_json(text, name)", false);
    row(file_openers, "std::ifstream file(path);");
    row(file_openers, "std::fstream file(path);");
    row(file_openers, "std::ofstream file(path);", false);
    row(file_openers, "std::fopen(path.c_str(), \"rb\")");
    row(file_openers, "int file = open(path, O_RDONLY)");
    row(file_openers, "::open(path,\n    O_RDONLY)");
    row(file_openers, "Checkpoint::open(path)", false);
    row(file_openers, "dialog.open(path)", false);
    row(file_openers, "QFile file(path);");
    row(file_openers, "QFile(path).open(mode)");
    row(file_openers, "file.open(QIODevice::ReadOnly)");
    row(file_openers, "QFileInfo(path).fileName()", false);
    row(file_openers, "QFile::encodeName(path)", false);
    row(file_openers, "::mmap(nullptr, size, PROT_READ)");
}

void IncludesTest::finds_another_way_to_read_a_file()
{
    QFETCH(QString, pattern);
    QFETCH(QString, code);
    QTEST(QRegularExpression(pattern).match(code).hasMatch(), "wrong");
}

/// What reads markup, and the few files that give it our own: a name or a sentence out of a file goes elsewhere.
void IncludesTest::markup_is_ours_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QStringList>("files");
    QTest::newRow("labels") << "new QLabel\\b" << QStringList{"views/lessons/lesson_panel_make.cpp"};
    QTest::newRow("tips") << "QToolTip::showText" << QStringList{"views/plain_text.cpp"};
    QTest::newRow("boxes") << "QMessageBox::(about|warning|information|critical|question)\\(" << QStringList{};
    QTest::newRow("rich labels") << "Qt::RichText"
                                 << QStringList{"app/window/shell/help_menu.cpp", "views/lab/theorem_view.cpp",
                                                "views/lessons/lesson_panel_make.cpp"};
    QTest::newRow("documents") << "setHtml\\(|setMarkdown\\(|QTextBrowser"
                               << QStringList{"app/window/runs/run_report.cpp", "views/lessons/lesson_words.cpp"};
}

void IncludesTest::markup_is_ours()
{
    QFETCH(QString, words);
    QFETCH(QStringList, files);
    const QStringList found =
        files_that_match("app", QRegularExpression(words)) + files_that_match("views", QRegularExpression(words));
    QCOMPARE(found, files);
}

TTT_TEST(IncludesTest)
#include "tst_includes.moc"
