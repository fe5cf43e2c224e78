// Who may include what: the borders between the folders that the linker can't see.
#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

class IncludesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void borders_hold_data();
    void borders_hold();
    void finds_a_wrong_include();

private:
    static QStringList wrong_includes(const QString& folder, const QString& forbidden, const QString& except);
};

QStringList IncludesTest::wrong_includes(const QString& folder, const QString& forbidden, const QString& except)
{
    const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*[<\"](%1)").arg(forbidden),
                                     QRegularExpression::MultilineOption);
    QStringList wrong;
    QDirIterator files(QStringLiteral(TTT_TESTS_DIR "/../") + folder, {"*.h", "*.cpp", "*.cu"}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!except.isEmpty() && file.fileName().endsWith(except))
            continue;
        if (file.open(QIODevice::ReadOnly) && include.match(QString::fromUtf8(file.readAll())).hasMatch())
            wrong.append(file.fileName());
    }
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
    border("text needs no torch", "engine/text", torch + "|" + qt + "|" + sqlite);
    border("the engine knows neither Qt nor SQLite", "engine", qt + "|" + sqlite + "|sessions/|views/|app/");
    border("sessions know the records alone", "sessions", torch + "|" + qt + "|views/|app/|engine/(?!records/)");
    border("views know the records alone", "views", torch + "|" + sqlite + "|sessions/|app/|engine/(?!records/)");
    border("Qt Charts stays in one place", "views", QStringLiteral("QtCharts|Q[A-Za-z]*(Series|Chart|Axis)>"),
           "views/plot/plot.cpp");
    border("the application holds no tensor", "app", torch + "|" + sqlite);
    border("the command line knows no Qt", "app/cli", qt + "|views/|app/window/");
}

void IncludesTest::borders_hold()
{
    QFETCH(QString, folder);
    QFETCH(QString, forbidden);
    QFETCH(QString, except);
    QVERIFY(QFileInfo::exists(QStringLiteral(TTT_TESTS_DIR "/../") + folder));
    const QStringList wrong = wrong_includes(folder, forbidden, except);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void IncludesTest::finds_a_wrong_include()
{
    QVERIFY(!wrong_includes("tests", "QTest", {}).isEmpty());
    QVERIFY(wrong_includes("tests/layers", "torch/", {}).isEmpty());
}

QTEST_GUILESS_MAIN(IncludesTest)
#include "tst_includes.moc"
