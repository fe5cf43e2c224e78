// Composing a document in the window: what follows from the fields is said while one types, OK writes and opens it.
#include "app/window/runs/compose_dialog.h"
#include "app/window/runs/compose_fields.h"
#include "app/window/shell/command_palette.h"
#include "app/window/shell/unattended.h"
#include "engine/text/composer.h"
#include "engine/text/document_marks.h"
#include "engine/text/text_file.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/theme.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace ttt;

class ComposeDialogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void the_summary_follows_the_fields();
    void impossible_plans_turn_ok_off();
    void share_and_occurrences_exclude_each_other();
    void a_text_to_plant_into();
    void files_that_can_not_be_written();
    void ok_writes_the_text_and_its_marks();
    void the_window_opens_what_was_composed();
    void every_field_has_a_key();
    void pictures();

private:
    template <class Box>
    Box* field(const char* name)
    {
        for (Box* box : dialog_->findChildren<Box*>())
            if (box->accessibleName() == QLatin1String(name))
                return box;
        return nullptr;
    }
    /// As a person does: select all, type, leave.
    void type(QWidget* box, const QString& text)
    {
        box->setFocus();
        QTest::keyClick(box, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(box, text);
        QTest::keyClick(box, Qt::Key_Tab);
    }
    QString words() const { return dialog_->findChild<QLabel*>(QStringLiteral("summary"))->text(); }
    QPushButton* ok() const
    {
        for (QAbstractButton* button : dialog_->findChild<QDialogButtonBox*>()->buttons())
            if (button->text().contains(QStringLiteral("Compose")))
                return static_cast<QPushButton*>(button);
        return nullptr;
    }
    QLineEdit* line(const char* name) const { return dialog_->findChild<QLineEdit*>(QLatin1String(name)); }

    QTemporaryDir folder_;
    QStringList told_;
    QString answer_;  // to the next question for a file
    std::unique_ptr<ComposeDialog> dialog_;
};

void ComposeDialogTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    qputenv("HOME", folder_.path().toUtf8());
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
}

void ComposeDialogTest::init()
{
    told_.clear();
    Dialogs dialogs;
    dialogs.open_file = [this](auto...) { return answer_; };
    dialogs.save_file = [this](auto...) { return answer_; };
    dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
    dialog_ = std::make_unique<ComposeDialog>(dialogs, nullptr);
    dialog_->show();
    QVERIFY(QTest::qWaitForWindowActive(dialog_.get()));
    line("file")->setText(folder_.filePath(QStringLiteral("text.txt")));
}

void ComposeDialogTest::the_summary_follows_the_fields()
{
    QCOMPARE(words(), "32 occurrences of 8 patterns in 4,000 words, none noisy. 2.4 % of the words are planted, each "
                      "pattern 4 times.");
    type(field<QSpinBox>("Length"), QStringLiteral("5200"));
    type(field<QSpinBox>("Occurrences of each"), QStringLiteral("6"));
    type(field<QDoubleSpinBox>("Noise"), QStringLiteral("30"));
    QCOMPARE(words(), "48 occurrences of 8 patterns in 5,200 words, 12 noisy. 2.8 % of the words are planted, each "
                      "pattern 6 times.");
    type(field<QSpinBox>("Patterns"), QStringLiteral("1"));
    QVERIFY2(words().startsWith("6 occurrences of 1 pattern in 5,200 words, 2 noisy."), qPrintable(words()));
    QVERIFY(ok()->isEnabled());
}

void ComposeDialogTest::impossible_plans_turn_ok_off()
{
    type(field<QSpinBox>("Gap"), QStringLiteral("2000"));
    QVERIFY(!ok()->isEnabled());
    QCOMPARE(words(), "8 patterns, 4 times each, 2,000 words apart, need at least 6,033 words; the text has 4,000. "
                      "Take fewer repeats, a smaller gap or more words.");
    QCOMPARE(dialog_->findChild<QLabel*>(QStringLiteral("summary"))->palette().color(QPalette::WindowText),
             theme(dialog_->palette()).failure);
    QTest::keyClick(dialog_.get(), Qt::Key_Return);
    QVERIFY(dialog_->isVisible());
    QVERIFY(!QFile::exists(dialog_->path()));
    type(field<QSpinBox>("Gap"), QStringLiteral("100"));
    QVERIFY(ok()->isEnabled());
}

void ComposeDialogTest::share_and_occurrences_exclude_each_other()
{
    QVERIFY(!field<QDoubleSpinBox>("Share of the text")->isEnabled());
    for (QRadioButton* button : dialog_->findChildren<QRadioButton*>())
        if (button->text().contains(QStringLiteral("hare")))
            QTest::keyClick(button, Qt::Key_Space);
    QVERIFY(!field<QSpinBox>("Occurrences of each")->isEnabled());
    type(field<QDoubleSpinBox>("Share of the text"), QStringLiteral("6"));
    type(field<QSpinBox>("Gap"), QStringLiteral("100"));
    QVERIFY2(words().startsWith("80 occurrences of 8 patterns in 4,000 words"), qPrintable(words()));
    QVERIFY(words().contains("6.0 %") && words().contains("10 times"));
    type(field<QDoubleSpinBox>("Share of the text"), QStringLiteral("0"));
    QCOMPARE(words(), "Say how large a share of the text shall be planted.");
    QVERIFY(!ok()->isEnabled());
}

void ComposeDialogTest::a_text_to_plant_into()
{
    answer_ = QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt");
    QTest::mouseClick(field<QPushButton>("Choose a text to plant into"), Qt::LeftButton);
    QCOMPARE(line("filler")->text(), answer_);
    QCOMPARE(words(), "The filler has 701 words and the plan needs 3,904 of it. Take a longer filler or fewer words.");
    type(field<QSpinBox>("Length"), QStringLiteral("0"));
    type(field<QSpinBox>("Gap"), QStringLiteral("100"));
    QVERIFY2(words().startsWith("32 occurrences of 8 patterns in 797 words"), qPrintable(words()));
    line("file")->setText(answer_);
    QCOMPARE(words(), "The text to plant into would be overwritten; choose another file name.");
    line("filler")->setText(QStringLiteral("/no/such.txt"));
    QCOMPARE(words(), "There is no file /no/such.txt.");
    line("filler")->clear();
    QCOMPARE(words(), "Say how many words the invented text shall have.");
}

void ComposeDialogTest::files_that_can_not_be_written()
{
    type(line("file"), QStringLiteral(" "));
    QCOMPARE(words(), "Give the text a file name.");
    line("file")->setText(folder_.filePath(QStringLiteral("none/text.txt")));
    QCOMPARE(words(), "There is no folder " + folder_.filePath(QStringLiteral("none")) + ".");
    line("file")->setText(folder_.filePath(QStringLiteral("text.xz")));
    QCOMPARE(words(), "The text is written plain: give it a name like composed.txt.");
    QVERIFY(!ok()->isEnabled());
    QDir(folder_.path()).mkdir(QStringLiteral("text2.txt.marks.json"));
    line("file")->setText(folder_.filePath(QStringLiteral("text2.txt")));
    QDir(folder_.path()).mkdir(QStringLiteral("text2.txt.marks.json/full"));
    QTest::mouseClick(ok(), Qt::LeftButton);
    QCOMPARE(told_.size(), 1);
    QVERIFY2(told_[0].contains("text2.txt.marks.json"), qPrintable(told_[0]));
    QVERIFY(dialog_->isVisible());
}

void ComposeDialogTest::ok_writes_the_text_and_its_marks()
{
    QSignalSpy composed(dialog_.get(), &ComposeDialog::composed);
    type(field<QDoubleSpinBox>("Noise"), QStringLiteral("50"));
    type(field<QSpinBox>("Seed"), QStringLiteral("7"));
    QTest::keyClick(dialog_.get(), Qt::Key_Return);
    QCOMPARE(composed.size(), 1);
    QVERIFY(!dialog_->isVisible());
    const std::string path = composed[0][0].toString().toStdString();
    const std::string text = read_text_file(path);
    ComposePlan plan;
    plan.noise = 0.5;
    plan.seed = 7;
    QVERIFY(text == compose(plan).text);
    QVERIFY(read_marks_beside(path, text) == compose(plan).marks);
    dialog_->show();
    line("file")->setText(line("file")->text() + QLatin1Char(' '));
    QVERIFY2(words().endsWith("text.txt is there already and will be replaced."), qPrintable(words()));
}

void ComposeDialogTest::the_window_opens_what_was_composed()
{
    dialog_.reset();
    QSettings settings(folder_.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    WindowOptions options;
    options.session = folder_.filePath(QStringLiteral("s.ttt"));
    options.model = QStringLiteral(TTT_RESOURCES_DIR "/models/books-ttt");
    options.document = QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt");
    test::OwnWindow window(options, settings, unattended_dialogs());
    QSignalSpy opened(&window.documents(), &DocumentOpener::answered);
    window.show();
    window.open_at_start(options);
    QVERIFY(!opened.isEmpty() || opened.wait(30'000));
    opened.clear();
    for (const Command& command : commands_of(window.menuBar()->actions()))
        if (command.text.contains(QStringLiteral("Compose")))
            command.action->trigger();
    auto* dialog = window.findChild<ComposeDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    const QString path = folder_.filePath(QStringLiteral("opened.txt"));
    dialog->findChild<QLineEdit*>(QStringLiteral("file"))->setText(path);
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(!opened.isEmpty() || opened.wait(30'000));
    QCOMPARE(window.run().document().name, std::string("opened.txt"));
    QCOMPARE(window.run().document().marks.size(), 32U);
}

void ComposeDialogTest::every_field_has_a_key()
{
    for (const auto& [key, name] : {std::pair{Qt::Key_I, "filler"}, std::pair{Qt::Key_F, "file"}}) {
        QTest::keyClick(dialog_.get(), key, Qt::AltModifier);
        QVERIFY2(line(name)->hasFocus(), name);
    }
    for (const auto& [key, name] :
         {std::pair{Qt::Key_L, "Length"}, std::pair{Qt::Key_P, "Patterns"}, std::pair{Qt::Key_T, "Length of a pattern"},
          std::pair{Qt::Key_G, "Gap"}, std::pair{Qt::Key_S, "Seed"}}) {
        QTest::keyClick(dialog_.get(), key, Qt::AltModifier);
        QVERIFY2(field<QSpinBox>(name)->hasFocus(), name);
    }
}

void ComposeDialogTest::pictures()
{
    type(field<QDoubleSpinBox>("Noise"), QStringLiteral("25"));
    field<QSpinBox>("Gap")->setFocus();
    for (const bool dark : {false, true}) {
        QApplication::setPalette(application_palette(dark));
        QTest::qWait(50);
        dialog_->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/compose-%1.png").arg(dark ? "dark" : "light"));
        field<QSpinBox>("Gap")->setValue(3000);
        QTest::qWait(50);
        dialog_->grab().save(
            QStringLiteral(TTT_SCREENSHOTS_DIR "/compose-refused-%1.png").arg(dark ? "dark" : "light"));
        field<QSpinBox>("Gap")->setValue(300);
    }
    QApplication::setPalette(application_palette(false));
}

TTT_TEST(ComposeDialogTest)
#include "tst_compose_dialog.moc"
