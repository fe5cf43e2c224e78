// The view "Attention heads": asking for scores, the scatter, and the pattern of the chosen head over the text.
#include "../pointer_and_camera.h"
#include "../sample_stream.h"
#include "tests/support/test_main.h"
#include "views/lab/attention_map.h"
#include "views/lab/attention_text.h"
#include "views/lab/attention_view.h"
#include "views/lab/heads_view.h"
#include "views/lab_model.h"
#include "views/selection.h"
#include "views/theme.h"

#include <QAction>
#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace ttt;
using test::move_to;
using test::photograph;

namespace {

constexpr int layers = 8, heads = 5;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Most heads do little; layer 4 head 2 matches and copies, layer 6 head 1 a little less; one has no score.
HeadSurvey made_up_survey()
{
    HeadSurvey survey;
    for (int layer = 0; layer < layers; ++layer)
        for (int head = 0; head < heads; ++head) {
            const double wave = std::sin(layer * 3.1 + head * 1.7);
            HeadScore score{layer, head, 0.08 + 0.06 * wave, 0.3 * wave, 0.1 + 0.08 * wave, 0.2 * wave};
            if (layer == 4 && head == 2)
                score = {layer, head, 0.86, 3.1, 0.41, 1.9};
            if (layer == 6 && head == 1)
                score = {layer, head, 0.64, 4.2, 0.33, 2.4};
            if (layer == 0 && head == 0)
                score = {layer, head, nan, nan, 0.02, -0.1};
            survey.heads.push_back(score);
        }
    survey.heads_per_layer = heads;
    survey.span = 128;
    survey.repeats = 2;
    survey.spans = 8;
    survey.items = 1000;
    survey.window = 64;
    survey.even_random = 0.016;
    survey.even_document = 0.03;
    survey.in_context = {-0.41, -0.63, 12};
    return survey;
}

/// Half on the token itself, 0.3 fifty back (as pairs return in the sample stream), the rest on the one before.
AttentionPattern made_up_pattern(std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end)
{
    AttentionPattern pattern{layer, head, begin, std::max<std::int64_t>(0, begin - 63), end - begin, 0, {}};
    pattern.keys = end - pattern.first_key;
    pattern.weights.assign(static_cast<std::size_t>(pattern.queries * pattern.keys), 0.0F);
    for (std::int64_t query = begin; query < end; ++query) {
        const auto add = [&](std::int64_t key, float weight) {
            const std::int64_t at = std::max(pattern.first_key, key) - pattern.first_key;
            pattern.weights[static_cast<std::size_t>((query - begin) * pattern.keys + at)] += weight;
        };
        add(query, 0.5F);
        add(query - 1, 0.2F);
        add(query - 50, 0.3F);
    }
    return pattern;
}

struct Question {
    std::int32_t layer, head;
    std::int64_t begin, end;
    bool operator==(const Question&) const = default;
};

struct Window {
    explicit Window(QSize size = {860, 480}) : view(run, selection, lab)
    {
        QObject::connect(&lab, &LabModel::heads_wanted, &view, [this] {
            ++asked_for_heads;
            if (answers_at_once)
                lab.set_heads(made_up_survey());
        });
        QObject::connect(&lab, &LabModel::attention_wanted, &view,
                         [this](std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end) {
                             questions.push_back({layer, head, begin, end});
                             if (answers_at_once)
                                 lab.set_attention(made_up_pattern(layer, head, begin, end));
                         });
        sample::fill(run);  // 1,000 tokens, chunks of 100
        lab.reset({});
        view.resize(size);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }

    QPushButton& button() { return *view.findChild<QPushButton*>(); }

    RunModel run;
    Selection selection;
    LabModel lab;
    HeadsView view;
    int asked_for_heads = 0;
    std::vector<Question> questions;
    bool answers_at_once = true;
};

constexpr int best = 4 * heads + 2;

}  // namespace

class HeadsViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void the_button_asks_once();
    void sentences_when_there_is_nothing();
    void the_best_head_is_chosen();
    void dots_stand_where_the_scores_say();
    void recorded_heads_lie_beside();
    void pointing_names_and_a_click_chooses();
    void keys_walk_the_heads();
    void another_run_forgets();
    void notes_choices_and_numbers();
    void the_stretch_follows_the_locked_place();
    void lines_lead_both_ways();
    void tokens_and_map_are_linked_with_all_views();
    void keys_walk_the_tokens();
    void pictures();
};

void HeadsViewTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void HeadsViewTest::the_button_asks_once()
{
    Window window;
    window.answers_at_once = false;
    QVERIFY(window.button().isVisible());
    QTest::keyClick(&window.button(), Qt::Key_Space);
    QCOMPARE(window.asked_for_heads, 1);
    QVERIFY(!window.button().isVisible());
    QVERIFY(window.view.sentence().contains(QStringLiteral("being scored")));
    window.view.score();
    QCOMPARE(window.asked_for_heads, 1);
    window.lab.set_heads(made_up_survey());
    QVERIFY(window.view.scatter().isVisible());
    QVERIFY(!window.button().isVisible());
}

void HeadsViewTest::sentences_when_there_is_nothing()
{
    Window window;
    window.answers_at_once = false;
    window.lab.reset(QStringLiteral("The model of this run is not there any more."));
    QCOMPARE(window.view.sentence(), QStringLiteral("The model of this run is not there any more."));
    QVERIFY(!window.button().isVisible());
    window.view.score();
    QCOMPARE(window.asked_for_heads, 0);
    window.lab.reset({});
    window.view.score();
    window.lab.set_problem(QStringLiteral("There is not enough memory."));
    QCOMPARE(window.view.sentence(), QStringLiteral("There is not enough memory."));
    QVERIFY(window.button().isVisible());
    window.view.score();
    QCOMPARE(window.asked_for_heads, 2);
}

void HeadsViewTest::the_best_head_is_chosen()
{
    Window window;
    window.view.score();
    QCOMPARE(window.view.chosen(), best);
    QCOMPARE(window.questions.size(), 1U);
    QVERIFY((window.questions[0] == Question{4, 2, 904, 1000}));  // the last tokens
    QCOMPARE(window.view.sentence(),
             QStringLiteral("In-context score (loss at token 500 − token 50): frozen −0.41, adapted −0.63 nats over 12 "
                            "contexts."));
}

void HeadsViewTest::dots_stand_where_the_scores_say()
{
    Window window;
    window.view.score();
    HeadsScatter& scatter = window.view.scatter();
    const QRectF plot = scatter.plot_rect();
    QVERIFY(std::abs(scatter.dot_of(best).x() - (plot.left() + 0.86 * plot.width())) < 1e-9);
    QVERIFY(scatter.dot_of(6 * heads + 1).y() < scatter.dot_of(best).y());  // copies more: higher
    QVERIFY(std::isnan(scatter.dot_of(0).x()));
    window.view.title_actions()[1]->trigger();
    QVERIFY(std::abs(scatter.dot_of(best).x() - (plot.left() + 0.41 * plot.width())) < 1e-9);
    QVERIFY(!std::isnan(scatter.dot_of(0).x()));
    QCOMPARE(window.view.chosen(), best);
}

void HeadsViewTest::recorded_heads_lie_beside()
{
    Window window;
    QAction* beside = window.view.title_actions().back();
    QVERIFY(!beside->isVisible());  // nothing was recorded
    window.view.score();
    HeadsScatter& scatter = window.view.scatter();
    const double height = scatter.dot_of(best).y();
    window.view.set_recorded(
        {QStringLiteral("Other-1B"),
         QStringLiteral("2026-11-30"),
         QStringLiteral("ttt heads …"),
         {{9, 3, 0.88, 6.5, std::nan(""), std::nan("")}, {2, 1, 0.02, 0.1, std::nan(""), std::nan("")}}});
    QVERIFY(beside->isVisible() && beside->toolTip().contains(QStringLiteral("ttt heads …")));
    QVERIFY(scatter.recorded().empty());
    window.view.restore(QStringLiteral("random recorded"));
    QCOMPARE(scatter.recorded().size(), 2U);
    QCOMPARE(window.view.save(), QStringLiteral("random recorded"));
    QVERIFY(scatter.dot_of(best).y() > height);  // the axis holds both
    QVERIFY2(window.view.sentence().contains(QStringLiteral("◇ Other-1B, recorded on 2026-11-30: its head 3 of layer 9 "
                                                            "puts 0.88 of its attention")),
             qPrintable(window.view.sentence()));
    QApplication::processEvents();
    const auto has_diamond = [&scatter] {
        const QImage image = scatter.grab().toImage();
        const QRectF plot = scatter.plot_rect();
        const QColor colour = theme(scatter.palette()).twin;
        const int middle = static_cast<int>(plot.left() + 0.88 * plot.width());
        for (int y = static_cast<int>(plot.top()) + 24; y < static_cast<int>(plot.bottom()); ++y)
            for (int x = middle - 6; x <= middle + 6; ++x)
                if (std::abs(image.pixelColor(x, y).red() - colour.red()) < 40 &&
                    std::abs(image.pixelColor(x, y).blue() - colour.blue()) < 60)
                    return true;
        return false;
    };
    QVERIFY(has_diamond());
    window.view.restore(QStringLiteral("document recorded"));
    QVERIFY(scatter.recorded().empty() && !has_diamond());  // random tokens only
    window.view.restore(QStringLiteral("random"));
    QVERIFY(!beside->isChecked());
    window.view.restore(QStringLiteral("random recorded"));
    photograph(window.view, "heads-recorded");
}

void HeadsViewTest::pointing_names_and_a_click_chooses()
{
    Window window;
    window.view.score();
    HeadsScatter& scatter = window.view.scatter();
    const int other = 6 * heads + 1;
    move_to(scatter, scatter.dot_of(other).toPoint());
    QCOMPARE(scatter.current(), other);
    QCOMPARE(scatter.words(other), QStringLiteral("layer 6 · head 1\nprefix matching 0.640\ncopying +4.20"));
    QTest::mouseClick(&scatter, Qt::LeftButton, {}, scatter.dot_of(other).toPoint());
    QCOMPARE(window.view.chosen(), other);
    QCOMPARE(window.questions.back().layer, 6);
    move_to(scatter, scatter.plot_rect().center().toPoint());
    QCOMPARE(scatter.current(), -1);
}

void HeadsViewTest::keys_walk_the_heads()
{
    Window window;
    window.view.score();
    HeadsScatter& scatter = window.view.scatter();
    QTest::keyClick(&scatter, Qt::Key_Right);
    QCOMPARE(scatter.current(), best + 1);
    QTest::keyClick(&scatter, Qt::Key_Up);
    QCOMPARE(scatter.current(), best + 1 + heads);
    QTest::keyClick(&scatter, Qt::Key_Left);
    QTest::keyClick(&scatter, Qt::Key_Down);
    QCOMPARE(scatter.current(), best);
    QTest::keyClick(&scatter, Qt::Key_End);
    QTest::keyClick(&scatter, Qt::Key_Up);  // no layer above
    QCOMPARE(scatter.current(), layers * heads - 1);
    QTest::keyClick(&scatter, Qt::Key_Return);
    QCOMPARE(window.view.chosen(), layers * heads - 1);
    QTest::keyClick(&scatter, Qt::Key_Home);  // without a score: has words all the same
    QVERIFY(scatter.accessibleDescription().contains(QStringLiteral("prefix matching –")));
    QTest::keyClick(&scatter, Qt::Key_Escape);
    QCOMPARE(scatter.current(), -1);
}

void HeadsViewTest::another_run_forgets()
{
    Window window;
    window.view.score();
    window.lab.reset({});
    QVERIFY(!window.view.scatter().isVisible());
    QVERIFY(window.button().isVisible());
    QCOMPARE(window.view.chosen(), -1);
    window.view.score();
    QCOMPARE(window.questions.size(), 2U);
}

void HeadsViewTest::notes_choices_and_numbers()
{
    Window window;
    QSignalSpy notes(&window.view, &HeadsView::note_changed);
    QVERIFY(window.view.note().isEmpty() && window.view.table().rows.empty());
    window.view.score();
    QVERIFY(!notes.isEmpty());
    QCOMPARE(window.view.note(), QStringLiteral("40 heads · 128 random tokens 2 times"));
    QCOMPARE(window.view.save(), QStringLiteral("random"));
    window.view.restore(QStringLiteral("document"));
    QCOMPARE(window.view.note(), QStringLiteral("40 heads · 1,000 tokens of the document"));
    window.view.restore(QStringLiteral("nonsense"));
    QCOMPARE(window.view.save(), QStringLiteral("document"));
    const ViewTable table = window.view.table();
    QCOMPARE(table.rows.size(), static_cast<std::size_t>(layers * heads));
    QCOMPARE(table.rows[best], (std::vector<QString>{"4", "2", "0.86", "3.1", "0.41", "1.9"}));
    QCOMPARE(table.rows[0][2], QStringLiteral("–"));
}

void HeadsViewTest::the_stretch_follows_the_locked_place()
{
    Window window;
    window.view.score();
    window.selection.lock({3, 350});
    QVERIFY((window.questions.back() == Question{4, 2, 278, 374}));
    const std::size_t asked = window.questions.size();
    window.selection.lock({3, 360});   // still inside
    window.selection.hover({9, 990});  // hovering asks nothing
    QCOMPARE(window.questions.size(), asked);
    window.selection.lock({0, 2});
    QVERIFY((window.questions.back() == Question{4, 2, 0, 96}));
    window.view.choose(0);
    QVERIFY((window.questions.back() == Question{0, 0, 0, 96}));
}

void HeadsViewTest::lines_lead_both_ways()
{
    Window window;
    window.view.score();
    window.selection.lock({3, 350});
    AttentionText& text = window.view.attention().text();
    using Links = std::vector<std::pair<std::int64_t, double>>;
    const Links back = text.looks_at(350);
    QCOMPARE(back.size(), 3U);
    QCOMPARE(back[0].first, 350);
    QCOMPARE(back[1].first, 300);
    QVERIFY(std::abs(back[1].second - 0.3) < 1e-6);
    QCOMPARE(back[2].first, 349);
    const Links later = text.looked_at_by(300);
    QCOMPARE(later.size(), 2U);
    QCOMPARE(later[0].first, 350);
    QCOMPARE(later[1].first, 301);
    QVERIFY(!text.rect_of(300).isEmpty() && text.rect_of(200).isEmpty());
    QVERIFY(window.view.attention().words().contains(QStringLiteral("50 % at itself, 30 % at “")));
    QVERIFY(window.view.attention().words().contains(QStringLiteral("50 back")));
}

void HeadsViewTest::tokens_and_map_are_linked_with_all_views()
{
    Window window;
    window.view.score();
    AttentionText& text = window.view.attention().text();
    AttentionMap& map = window.view.attention().map();
    move_to(text, text.rect_of(950).center().toPoint());
    QVERIFY((window.selection.hovered() == Place{9, 950}));
    QCOMPARE(text.current(), 950);
    QTest::mouseClick(&text, Qt::LeftButton, {}, text.rect_of(950).center().toPoint());
    QVERIFY((window.selection.locked() == Place{9, 950}));
    const QRectF cells = map.cells();
    move_to(map, QPointF(cells.center().x(), cells.top() + cells.height() * (10.5 / 96)).toPoint());
    QVERIFY(std::abs(window.selection.hovered().item - 914) <= 1);
    QCOMPARE(text.current(), window.selection.hovered().item);
    window.selection.free();
    QCOMPARE(text.current(), -1);
}

void HeadsViewTest::keys_walk_the_tokens()
{
    Window window;
    window.view.score();
    AttentionText& text = window.view.attention().text();
    QTest::keyClick(&text, Qt::Key_Home);
    QCOMPARE(text.current(), 904);
    QTest::keyClick(&text, Qt::Key_Right);
    QCOMPARE(window.selection.hovered().item, 905);
    QTest::keyClick(&text, Qt::Key_Down);
    QVERIFY(text.rect_of(text.current()).top() > text.rect_of(905).top());
    QTest::keyClick(&text, Qt::Key_Up);
    QCOMPARE(text.rect_of(text.current()).top(), text.rect_of(905).top());
    QTest::keyClick(&text, Qt::Key_End);
    QTest::keyClick(&text, Qt::Key_Return);
    QVERIFY((window.selection.locked() == Place{9, 999}));
    QTest::keyClick(&text, Qt::Key_Escape);
    QVERIFY(!window.selection.hovered());
}

void HeadsViewTest::pictures()
{
    Window empty;
    photograph(empty.view, "heads-empty");
    for (const QSize size : {QSize(860, 480), QSize(460, 520)}) {
        Window window(size);
        window.view.score();
        window.selection.lock({6, 640});
        const bool is_small = size.width() < 700;
        photograph(window.view, is_small ? "heads-small" : "heads");
        QTest::keyClick(&window.view.scatter(), Qt::Key_Up);
        QTest::keyClick(&window.view.scatter(), Qt::Key_Up);
        QTest::keyClick(&window.view.scatter(), Qt::Key_Left);
        QCOMPARE(window.view.scatter().current(), 6 * heads + 1);
        photograph(window.view, is_small ? "heads-hover-small" : "heads-hover");
    }
}

TTT_TEST(HeadsViewTest)
#include "tst_heads_view.moc"
