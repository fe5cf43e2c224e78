// The view "Theorem": controls ask, one question at a time; bars, sentences and numbers of what came back.
#include "../pointer_and_camera.h"
#include "tests/support/test_main.h"
#include "views/lab/theorem_chart.h"
#include "views/lab/theorem_controls.h"
#include "views/lab/theorem_setup_text.h"
#include "views/lab/theorem_view.h"
#include "views/lab_model.h"
#include "views/run_model.h"
#include "views/selection.h"
#include "views/theme.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <cmath>

using namespace ttt;
using test::move_to;
using test::photograph;

namespace {

/// By formula: c_align 400, cross-talk a wave, a common mode lifts everything.
TheoremResult made_up(const TheoremSetup& setup)
{
    TheoremResult result;
    result.setup = setup;
    result.key = 7;
    result.target = 21;
    result.previous = 3;
    result.rival = setup.rivals > 0 ? 30 : -1;
    result.alignment = 400 + static_cast<double>(setup.seed);
    const double signal = setup.eta * result.alignment;
    const bool is_lost = setup.tap == 3 && setup.position == TheoremShape::chunk - 1;
    const std::int64_t written = setup.tap == 1 ? result.previous : setup.tap == 2 ? result.key : result.target;
    for (std::int64_t token = 0; token < TheoremShape::vocabulary; ++token) {
        const double part = token == written ? 1 : setup.rho;
        const double rivals = token == (setup.tap == 3 ? result.rival : written) ? 1 : setup.rho;
        const double predicted =
            is_lost
                ? 0
                : signal * (part * static_cast<double>(setup.occurrences) + rivals * static_cast<double>(setup.rivals));
        const double wave = std::sin(static_cast<double>(token) * 1.7);
        result.predicted.push_back(predicted);
        result.measured.push_back(predicted + setup.common_mode * signal * (1 + 0.4 * wave));
        result.single.push_back(result.measured.back() + 0.15 * signal * wave);
    }
    result.relative_error = setup.common_mode > 0 ? 1.4 * setup.common_mode : 2.2e-16;
    result.cross_talk = 0.106;
    if (setup.common_mode > 0)
        result.broken.push_back("A2: the keys share a common mode, the mean cosine between keys of different tokens is "
                                "0.200, not 0: what often follows anything rises too.");
    if (setup.occurrences > 1)
        result.broken.push_back("The pair occurs twice, the theorem counts one: occurrences add up.");
    return result;
}

struct Window {
    explicit Window(QSize size = {760, 520}) : view(run, selection, lab)
    {
        QObject::connect(&lab, &LabModel::theorem_wanted, &view, [this](const TheoremSetup& setup) {
            asked.push_back(setup);
            if (answers_at_once)
                answer();
        });
        view.resize(size);
    }

    void show()
    {
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }

    void answer()
    {
        TheoremSetup other = asked.back();
        other.tap = 2;
        lab.set_theorem(made_up(asked.back()), made_up(other));
    }

    template <class Widget>
    Widget* find(const char* name) const
    {
        for (Widget* widget : view.findChildren<Widget*>())
            if (widget->accessibleName() == QString::fromUtf8(name))
                return widget;
        return nullptr;
    }

    RunModel run;
    Selection selection;
    LabModel lab;
    TheoremView view;
    std::vector<TheoremSetup> asked;
    bool answers_at_once = true;
};

}  // namespace

class TheoremViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void asks_when_it_is_shown();
    void one_question_at_a_time();
    void every_control_changes_the_setup();
    void controls_keep_each_other_in_range();
    void bars_are_as_long_as_their_values();
    void rows_tell_their_numbers();
    void words_tell_what_is_broken();
    void problems_are_shown();
    void the_setup_is_kept();
    void the_table_has_every_token();
    void everything_has_a_name_and_a_tooltip();
    void pictures();
};

void TheoremViewTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void TheoremViewTest::asks_when_it_is_shown()
{
    Window window;
    window.view.set_setup({.rho = 0.3});
    QVERIFY(window.asked.empty());
    window.show();
    QCOMPARE(window.asked.size(), 1U);
    QCOMPARE(window.asked[0].rho, 0.3);
    window.view.hide();
    window.show();
    QCOMPARE(window.asked.size(), 1U);  // the answer is still there
}

void TheoremViewTest::one_question_at_a_time()
{
    Window window;
    window.answers_at_once = false;
    QSignalSpy changed(&window.view, &TheoremView::setup_changed);
    window.show();
    for (const double rho : {0.1, 0.2, 0.3})
        window.view.set_setup({.rho = rho});
    QCOMPARE(changed.size(), 3);
    window.view.set_setup({.rho = 0.3});
    QCOMPARE(changed.size(), 3);
    QCOMPARE(window.asked.size(), 1U);
    window.answer();  // to the first: the newest follows
    QCOMPARE(window.asked.size(), 2U);
    QCOMPARE(window.asked[1].rho, 0.3);
    window.answer();
    QCOMPARE(window.asked.size(), 2U);
    QVERIFY(window.lab.theorem()->setup == window.view.setup());
}

void TheoremViewTest::every_control_changes_the_setup()
{
    Window window;
    window.show();
    const auto press = [](QWidget* widget, Qt::Key key, int times = 1) {
        QVERIFY(widget);
        for (int at = 0; at < times; ++at)
            QTest::keyClick(widget, key);
    };
    const auto setup = [&window]() -> const TheoremSetup& { return window.view.setup(); };
    press(window.find<QSlider>("Likeness ρ"), Qt::Key_Right, 3);
    QVERIFY(std::abs(setup().rho - 0.1) < 1e-9);
    press(window.find<QSlider>("Common mode μ"), Qt::Key_Right, 5);
    QVERIFY(std::abs(setup().common_mode - 0.05) < 1e-9);
    press(window.find<QDoubleSpinBox>("Rate η"), Qt::Key_Up);
    QVERIFY(std::abs(setup().eta - 0.11) < 1e-9);
    press(window.find<QSlider>("Width f"), Qt::Key_Right, 2);
    QCOMPARE(setup().inner, 1024);
    press(window.find<QSlider>("Position of k*"), Qt::Key_End);
    QCOMPARE(setup().position, 31);
    press(window.find<QDoubleSpinBox>("Pairs k* v*"), Qt::Key_Up);
    QCOMPARE(setup().occurrences, 2);
    press(window.find<QSlider>("Rivals"), Qt::Key_Right);
    QCOMPARE(setup().rivals, 1);
    press(window.find<QDoubleSpinBox>("Seed"), Qt::Key_Up, 2);
    QCOMPARE(setup().seed, 2U);
    press(window.find<QComboBox>("Target"), Qt::Key_Down, 2);
    QCOMPARE(setup().tap, 1);
    press(window.find<QComboBox>("Numbers"), Qt::Key_Down);
    QCOMPARE(setup().dtype.text(), std::string("f32"));
    for (QCheckBox* box : window.view.findChildren<QCheckBox*>())
        QTest::keyClick(box, Qt::Key_Space);
    QVERIFY(setup().centre_keys && setup().same_chunk);
    QVERIFY(window.asked.back() == setup());
    auto* typed = window.find<QDoubleSpinBox>("Common mode μ");
    typed->selectAll();
    QTest::keyClicks(typed, QStringLiteral("12.5"));
    QTest::keyClick(typed, Qt::Key_Return);
    QCOMPARE(setup().common_mode, 12.5);  // more than the slider reaches
    QTest::keyClick(window.view.findChild<QPushButton*>(QStringLiteral("reset")), Qt::Key_Space);
    QVERIFY(setup() == TheoremSetup{});
    QVERIFY(window.asked.back() == TheoremSetup{});
}

void TheoremViewTest::controls_keep_each_other_in_range()
{
    Window window;
    window.show();
    window.view.set_setup({.position = 31, .rivals = 3});
    auto* same_chunk = window.view.findChildren<QCheckBox*>().back();
    QTest::keyClick(same_chunk, Qt::Key_Space);
    QVERIFY(window.view.setup().same_chunk);
    QCOMPARE(window.view.setup().position, 29);  // the query comes after the pair
    QTest::keyClick(window.find<QDoubleSpinBox>("Pairs k* v*"), Qt::Key_Up);
    QCOMPARE(window.view.setup().occurrences, 2);
    QCOMPARE(window.view.setup().rivals, 2);
    QTest::keyClick(window.find<QDoubleSpinBox>("Rivals"), Qt::Key_Up);
    QCOMPARE(window.view.setup().rivals, 2);
}

void TheoremViewTest::bars_are_as_long_as_their_values()
{
    Window window;
    window.show();
    window.view.set_setup({.rho = 0.25});
    TheoremChart& chart = window.view.chart();
    QCOMPARE(chart.rows().size(), 4U);
    const double whole = chart.bar_of(0).width();
    QVERIFY(whole > 50);
    for (const int row : {1, 2, 3})
        QVERIFY(std::abs(chart.bar_of(row).width() - 0.25 * whole) < 0.01);
    QVERIFY(std::abs(window.view.beside().bar_of(1).width() - whole) < 3);  // k*, the same scale
    QVERIFY(chart.rows()[0].is_written && !chart.rows()[1].is_written);
    QVERIFY(window.view.beside().rows()[1].is_written);
    window.view.set_setup({.position = 31});  // lost
    QCOMPARE(chart.bar_of(0).width(), 0.0);
    window.view.set_setup({.rho = 0, .rivals = 1});
    QCOMPARE(chart.rows().size(), 5U);
    QCOMPARE(chart.rows()[3].predicted, chart.rows()[0].predicted);
}

void TheoremViewTest::rows_tell_their_numbers()
{
    Window window;
    window.show();
    window.view.set_setup({.common_mode = 0.5});
    TheoremChart& chart = window.view.chart();
    move_to(chart, chart.bar_of(1).center().toPoint());
    QCOMPARE(chart.current_row(), 1);
    QTest::keyClick(&chart, Qt::Key_Down);
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(chart.current_row(), 3);
    QTest::keyClick(&chart, Qt::Key_Up);
    QCOMPARE(chart.current_row(), 2);
    QTest::keyClick(&chart, Qt::Key_Escape);
    QCOMPARE(chart.current_row(), -1);
    const TheoremRow& others = chart.rows()[3];
    QVERIFY(others.low < others.measured && others.measured < others.high);
    QVERIFY(
        theorem_row_text(others).startsWith(QStringLiteral("all others, mean and range: predicted 2.8, measured ")));
    QVERIFY(theorem_row_text(others).contains(QStringLiteral(" to ")));
    QVERIFY(chart.accessibleDescription().contains(theorem_row_text(others)));
}

void TheoremViewTest::words_tell_what_is_broken()
{
    Window window;
    window.show();
    QVERIFY(window.view.status().startsWith(QStringLiteral("Predicted and measured agree to 2.2e")));
    QVERIFY(window.view.status().contains(QStringLiteral("All assumptions of the theorem hold")));
    QVERIFY(window.view.status().contains(QStringLiteral("E Δℓ[w] = η calign (ew · vt*)")));
    QCOMPARE(window.view.note(), QStringLiteral("c_align 400 · f64"));
    window.view.set_setup({.common_mode = 0.5, .occurrences = 2});
    const QString broken = window.view.status();
    QVERIFY2(
        broken.startsWith(QStringLiteral("Predicted and measured differ by up to 70 % of η calign.\nA2: the keys")),
        qPrintable(broken));
    QVERIFY(broken.contains(QStringLiteral("The pair occurs twice")));
    QVERIFY(!broken.contains(QStringLiteral("All assumptions")));
    QVERIFY(!broken.contains(QStringLiteral("cross-talk")));
    window.view.title_actions()[0]->trigger();
    QVERIFY(window.view.status().contains(QStringLiteral("cross-talk of 11 %")));
}

void TheoremViewTest::problems_are_shown()
{
    Window window;
    window.answers_at_once = false;
    window.lab.reset({});
    window.show();
    window.lab.set_problem(QStringLiteral("There is not enough memory."));
    QVERIFY(window.view.chart().accessibleName().contains(QStringLiteral("not enough memory")));
    window.answers_at_once = true;
    window.view.set_setup({.rho = 0.5});  // asks again
    QVERIFY(!window.view.chart().rows().empty());
    window.lab.reset(QStringLiteral("No run yet."));  // the theorem needs none
    window.view.set_setup({.rho = 0.6});
    QVERIFY(!window.view.status().contains(QStringLiteral("No run")));
    QCOMPARE(window.lab.theorem()->setup.rho, 0.6);
}

void TheoremViewTest::the_setup_is_kept()
{
    const TheoremSetup setup{.tap = 2,
                             .position = 9,
                             .inner = 100,
                             .rho = 1.0 / 3,
                             .eta = 0.7,
                             .dtype = TheoremDtype::bf16,
                             .seed = 123456789012,
                             .common_mode = 0.125,
                             .centre_keys = true,
                             .occurrences = 2,
                             .rivals = 1,
                             .same_chunk = true};
    QVERIFY(theorem_setup_of(theorem_setup_text(setup)) == setup);
    QVERIFY(theorem_setup_of(QStringLiteral("tap=9 rho=2 dtype=f8 nonsense inner= position=-1")) == TheoremSetup{});
    Window first, second;
    first.view.set_setup(setup);
    first.view.title_actions()[0]->trigger();
    second.view.restore(first.view.save());
    QVERIFY(second.view.setup() == setup);
    QVERIFY(second.view.title_actions()[0]->isChecked());
}

void TheoremViewTest::the_table_has_every_token()
{
    Window window;
    QVERIFY(window.view.table().rows.empty());
    window.show();
    const ViewTable table = window.view.table();
    QCOMPARE(table.rows.size(), static_cast<std::size_t>(2 * TheoremShape::vocabulary));
    for (const auto& row : table.rows)
        QCOMPARE(row.size(), static_cast<std::size_t>(table.header.size()));
    QCOMPARE(table.rows[21][2], QStringLiteral("v*, after the key"));
    QCOMPARE(table.rows[21][3], QStringLiteral("40"));
    QCOMPARE(table.rows[40 + 7][3], QStringLiteral("40"));
    QCOMPARE(table.rows[22][3], QStringLiteral("2.8"));
}

void TheoremViewTest::everything_has_a_name_and_a_tooltip()
{
    Window window;
    window.show();
    auto* controls = window.view.findChild<TheoremControls*>();
    for (QWidget* widget : controls->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        QVERIFY2(!widget->toolTip().isEmpty(), widget->metaObject()->className());
        QVERIFY(!widget->accessibleName().isEmpty() || widget->inherits("QLabel") ||
                widget->inherits("QAbstractButton"));
    }
}

void TheoremViewTest::pictures()
{
    Window empty;
    empty.answers_at_once = false;
    empty.show();
    photograph(empty.view, "theorem-empty");
    for (const QSize size : {QSize(760, 520), QSize(460, 330)}) {
        Window window(size);
        window.show();
        const bool is_small = size.width() < 700;
        photograph(window.view, is_small ? "theorem-small" : "theorem");
        window.view.set_setup({.common_mode = 0.4, .occurrences = 2, .rivals = 1});
        window.view.title_actions()[0]->trigger();
        QTest::keyClick(&window.view.chart(), Qt::Key_Down);
        photograph(window.view, is_small ? "theorem-broken-small" : "theorem-broken");
    }
}

TTT_TEST(TheoremViewTest)
#include "tst_theorem_view.moc"
