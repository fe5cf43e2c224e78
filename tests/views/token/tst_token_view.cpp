// The document view under real events: pointer and keys drive the selection, the selection drives the view.
#include "tests/support/test_main.h"
#include "tests/views/picture_check.h"
#include "tests/views/sample_stream.h"
#include "views/lab_model.h"
#include "views/token/find_bar.h"
#include "views/token/mode_bar.h"
#include "views/token/token_canvas.h"
#include "views/token/token_view.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <cctype>
#include <random>

using namespace ttt;

namespace {

struct Fixture {
    explicit Fixture(const sample::StreamShape& shape = {.tokens = 4000}, std::int64_t steps = -1)
    {
        QApplication::setPalette(application_palette(false));
        sample::fill(run, shape, steps);
        view.resize(690, 420);
        view.show();
        view.activateWindow();
        view.setFocus();
        if (!QTest::qWaitForWindowExposed(&view))
            qFatal("The view does not show.");
    }
    TokenCanvas& canvas() { return view.canvas(); }
    QPoint at(std::int64_t item) { return canvas().rect_of(item).center().toPoint(); }
    void move(std::int64_t item) { QTest::mouseMove(canvas().viewport(), at(item)); }
    void click(std::int64_t item) { QTest::mouseClick(canvas().viewport(), Qt::LeftButton, {}, at(item)); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&canvas(), key, modifiers); }
    std::int64_t locked() const { return selection.locked().item; }
    int scroll() { return canvas().verticalScrollBar()->value(); }

    RunModel run;
    Selection selection;
    TokenView view{run, selection};
};

void shot(QWidget& widget, const QString& name)
{
    QApplication::processEvents();
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    const QImage image = widget.grab().toImage();
    QVERIFY2(test::is_drawn(image, theme(widget.palette()).dark), qPrintable(name));
    QVERIFY(image.save(QStringLiteral(TTT_SCREENSHOTS_DIR "/%1.png").arg(name)));
}

/// A page of a real book, cut into words and parts of words, with made-up differences: for the eye.
void fill_with_prose(RunModel& run, const std::vector<DocumentMark>& marks = {})
{
    QFile file(QStringLiteral(TTT_RESOURCES_DIR "/documents/emma-start.txt"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("emma-start.txt is missing.");
    const QByteArray text = file.read(6000);
    DocumentRecord document;
    document.bytes = text.toStdString();
    document.byte_offsets = {0};
    for (qsizetype at = 1; at < text.size(); ++at) {
        const bool letter = std::isalpha(static_cast<unsigned char>(text[at]));
        const bool long_part = at - document.byte_offsets.back() >= 6;
        const bool lines = text[at] == '\n' && text[at - 1] == '\n';
        const bool after_space = letter && text[at - 1] == ' ';
        const bool inside = letter && !long_part && text[at - 1] != '\n';
        if (!lines && !after_space && !inside)
            document.byte_offsets.push_back(at);
    }
    document.byte_offsets.push_back(text.size());
    document.marks = marks;
    document.token_ids.resize(document.byte_offsets.size() - 1);
    const auto tokens = static_cast<std::int64_t>(document.token_ids.size());
    const sample::StreamShape shape{.tokens = tokens, .chunk = 128, .twin = false};
    StepBatch steps = sample::stream(shape);
    std::mt19937 random(7);
    std::normal_distribution<float> difference(-0.2F, 0.9F);
    for (StepRecord& step : steps)
        for (std::size_t item = 0; item < step.columns[1].values.size(); ++item)
            step.columns[1].values[item] = step.columns[0].values[item] + difference(random);
    steps.resize(6);
    run.start(sample::stream_header(shape), document);
    run.append(steps);
}

/// The text cut at every byte, or at every character.
void fill_with_bytes(RunModel& run, const std::string& text, bool at_characters)
{
    DocumentRecord document;
    document.bytes = text;
    for (std::size_t at = 0; at <= text.size(); ++at)
        if (at == text.size() || !at_characters || (text[at] & 0xC0) != 0x80)
            document.byte_offsets.push_back(static_cast<std::int64_t>(at));
    const std::size_t tokens = document.byte_offsets.size() - 1;
    document.token_ids.assign(tokens, 0);
    const sample::StreamShape shape{.tokens = static_cast<std::int64_t>(tokens), .chunk = 64, .twin = false};
    run.start(sample::stream_header(shape), document);
    run.append(sample::stream(shape));
}

/// How dark a place is in all.
int ink(const QImage& image, const QRect& place)
{
    int dark = 0;
    for (int y = place.top(); y <= place.bottom(); ++y)
        for (int x = place.left(); x <= place.right(); ++x)
            dark += 255 - qGray(image.pixel(x, y));
    return dark;
}

}  // namespace

class TokenViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pointer_drives_the_selection();
    void double_click_pins();
    void margin_selects_chunks();
    void keys_move_the_caret();
    void scrolls_to_what_is_locked_elsewhere();
    void follows_only_when_asked();
    void gains();
    void finds_words();
    void modes_and_their_reasons();
    void compares_with_another_run();
    void another_run_replaces_the_text();
    void paints_values_and_what_was_not_read();
    void draws_characters_across_their_tokens();
    void hidden_things_stay_reachable();
    void saves_its_choices();
    void numbers_as_a_table();
    void answers_of_the_lab();
    void frames_teachers_and_planted_tokens();
    void screenshots();
};

void TokenViewTest::pointer_drives_the_selection()
{
    Fixture f;
    f.move(40);
    QCOMPARE(f.selection.hovered().item, 40);
    QCOMPARE(f.selection.hovered().step, 0);
    f.click(60);
    QCOMPARE(f.locked(), 60);
    f.move(33);
    QCOMPARE(f.selection.current().item, 33);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(f.canvas().viewport(), &leave);
    QVERIFY(!f.selection.hovered());
    QCOMPARE(f.selection.current().item, 60);
    QVERIFY(f.view.accessibleDescription().contains(QStringLiteral("Token 60")));
    f.click(60);
    QVERIFY(!f.selection.locked());
    f.click(61);
    f.key(Qt::Key_Escape);
    QVERIFY(!f.selection.current());
    QVERIFY(f.canvas().accessibleDescription().isEmpty());
}

void TokenViewTest::double_click_pins()
{
    Fixture f;
    const auto twice = [&](std::int64_t item) {
        f.click(item);
        QTest::mouseDClick(f.canvas().viewport(), Qt::LeftButton, {}, f.at(item));
        QTest::mouseRelease(f.canvas().viewport(), Qt::LeftButton, {}, f.at(item));
    };
    twice(25);
    QCOMPARE(f.selection.pinned().item, 25);
    QCOMPARE(f.locked(), 25);
    twice(25);
    QVERIFY(!f.selection.pinned());
}

void TokenViewTest::margin_selects_chunks()
{
    Fixture f;
    const std::int64_t first = f.run.items_of(1).first;
    f.canvas().ensure_visible(first);
    QTRY_VERIFY(f.canvas().viewport()->rect().contains(f.at(first)));
    const int y = f.at(first).y();
    QTest::mouseMove(f.canvas().viewport(), {10, y});
    QVERIFY(f.selection.current() == (Place{1, -1}));
    QTest::mouseClick(f.canvas().viewport(), Qt::LeftButton, {}, {10, y});
    QVERIFY(f.selection.locked() == (Place{1, -1}));
    QVERIFY(f.view.accessibleDescription().startsWith(QStringLiteral("Chunk 1,")));
}

void TokenViewTest::keys_move_the_caret()
{
    Fixture f;
    f.key(Qt::Key_Right);
    QCOMPARE(f.locked(), 0);  // the caret appears
    f.key(Qt::Key_Right);
    QCOMPARE(f.locked(), 1);
    f.key(Qt::Key_Left);
    f.key(Qt::Key_Left);
    QCOMPARE(f.locked(), 0);
    const TokenLayout& layout = f.canvas().layout_of_rows();
    f.key(Qt::Key_Down);
    QCOMPARE(f.locked(), layout.row(1).first);
    f.key(Qt::Key_End);
    QCOMPARE(f.locked(), layout.row(1).second - 1);
    f.key(Qt::Key_Home);
    f.key(Qt::Key_Up);
    QCOMPARE(f.locked(), 0);
    f.key(Qt::Key_PageDown);
    QVERIFY(layout.row_of(f.locked()) > 5);
    f.key(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(f.locked(), 3999);
    QVERIFY(f.canvas().viewport()->rect().contains(f.at(3999)));
    f.key(Qt::Key_PageUp);
    QVERIFY(f.locked() < 3999);
    f.key(Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(f.locked(), 0);
    QCOMPARE(f.scroll(), 0);
}

void TokenViewTest::scrolls_to_what_is_locked_elsewhere()
{
    Fixture f;
    QSignalSpy moved(&f.view, &View::note_changed);
    f.selection.lock({0, 50});
    QCOMPARE(f.scroll(), 0);  // in sight: no jump
    QCOMPARE(moved.size(), 0);
    f.selection.lock({30, 3050});
    QVERIFY(f.canvas().viewport()->rect().contains(f.at(3050)));
    QVERIFY(moved.size() > 0);
    const int before = f.scroll();
    f.selection.hover({0, 10});
    QCOMPARE(f.scroll(), before);  // a preview never scrolls
    f.selection.lock({12, -1});    // a chunk
    QVERIFY(f.canvas().viewport()->rect().contains(f.at(1200)));
    f.selection.lock({99, 99999});  // of another run
    QVERIFY(f.view.note().startsWith(QStringLiteral("tokens 1,")) &&
            f.view.note().endsWith(QStringLiteral(" of 4,000")));
}

void TokenViewTest::follows_only_when_asked()
{
    Fixture f({.tokens = 4000}, 1);
    f.run.append({sample::stream_step({.tokens = 4000}, 1), sample::stream_step({.tokens = 4000}, 2)});
    for (std::int64_t step = 3; step < 20; ++step)
        f.run.append({sample::stream_step({.tokens = 4000}, step)});
    QCOMPARE(f.scroll(), 0);
    f.key(Qt::Key_F);
    QVERIFY(f.canvas().follows_reading());
    QVERIFY(f.canvas().viewport()->rect().contains(f.at(1999)));
    f.run.append({sample::stream_step({.tokens = 4000}, 20), sample::stream_step({.tokens = 4000}, 21)});
    QVERIFY(f.canvas().viewport()->rect().contains(f.at(2199)));
    f.canvas().verticalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepSub);
    QVERIFY(!f.canvas().follows_reading());
    const int before = f.scroll();
    f.run.append({sample::stream_step({.tokens = 4000}, 22)});
    QCOMPARE(f.scroll(), before);
}

void TokenViewTest::gains()
{
    Fixture f({.tokens = 4000}, 30);
    QTest::keyClick(&f.canvas(), Qt::Key_G);
    const std::int64_t largest = f.locked();
    QVERIFY(largest > 2900 && largest < 3000);  // the gain is t / T
    f.selection.free();
    f.view.restore(QStringLiteral("1"));
    f.key(Qt::Key_N);
    QVERIFY(!f.selection.locked());  // nowhere above 1 nat
    f.view.select_largest_gain();
    QCOMPARE(f.locked(), largest);
    Fixture single({.tokens = 400, .frozen = false});
    single.key(Qt::Key_G);
    single.view.select_largest_gain();
    QVERIFY(!single.selection.locked());
}

void TokenViewTest::finds_words()
{
    Fixture f;
    f.key(Qt::Key_F, Qt::ControlModifier);
    auto* field = f.view.findChild<QLineEdit*>();
    QVERIFY(field && field->isVisible() && field->hasFocus());
    QTest::keyClicks(field, QStringLiteral("KNIGHT"));
    QVERIFY(f.run.token_text(f.locked()).contains(QStringLiteral("Knightley")));
    const std::int64_t first = f.locked();
    const std::int64_t count = f.canvas().search().count();
    QVERIFY(count > 200);
    const auto* label = f.view.findChild<FindBar*>()->findChild<QLabel*>();
    QCOMPARE(label->text(), QStringLiteral("1 of %1").arg(count));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(f.locked() > first);
    QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(f.locked(), first);
    QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(label->text(), QStringLiteral("%1 of %1").arg(count));
    QVERIFY(f.canvas().viewport()->rect().contains(f.at(f.locked())));
    QTest::keyClicks(field, QStringLiteral("qqq"));
    QCOMPARE(label->text(), QStringLiteral("not found"));
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!field->isVisible() && f.canvas().hasFocus() && f.canvas().search().count() == 0);
}

void TokenViewTest::modes_and_their_reasons()
{
    Fixture f({.tokens = 400, .twin = false, .frozen = false});
    const std::vector<QAction*> actions = f.view.title_actions();
    const auto of = [&](ColourMode mode) { return actions[static_cast<std::size_t>(mode)]; };
    QVERIFY(!of(ColourMode::adapted_frozen)->isEnabled());
    QVERIFY(of(ColourMode::adapted_frozen)->toolTip().contains(QStringLiteral("frozen arm")));
    QVERIFY(of(ColourMode::adapted)->isChecked());
    QVERIFY(!of(ColourMode::adapted_twin)->isVisible() && !of(ColourMode::reference)->isVisible());
    of(ColourMode::rank)->trigger();
    QCOMPARE(f.view.colouring().mode, ColourMode::rank);
    sample::fill(f.run, {.tokens = 400});
    QVERIFY(of(ColourMode::adapted_frozen)->isEnabled() && of(ColourMode::adapted_twin)->isVisible());
    QCOMPARE(f.view.colouring().mode, ColourMode::rank);  // still what was chosen
    for (SegmentButton* segment : f.view.findChildren<SegmentButton*>())
        if (segment->text() == QStringLiteral("adapted"))
            QTest::mouseClick(segment, Qt::LeftButton);
    QCOMPARE(f.view.colouring().mode, ColourMode::adapted);
    QVERIFY(!of(ColourMode::rank)->isChecked());
}

void TokenViewTest::compares_with_another_run()
{
    Fixture f;
    f.view.restore(QStringLiteral("adapted"));
    {
        RunModel other;
        sample::fill(other, {.tokens = 4000, .frozen = false});
        f.view.set_reference(&other);
        QCOMPARE(f.view.colouring().mode, ColourMode::reference);
        QVERIFY(f.view.title_actions()[static_cast<std::size_t>(ColourMode::reference)]->isVisible());
        QVERIFY(f.view.save().startsWith(QStringLiteral("adapted ")));
        other.clear();
        QVERIFY(f.view.colouring().mode != ColourMode::reference);
    }
    QVERIFY(!f.view.colouring().reference);  // it died
    QCOMPARE(f.view.colouring().mode, ColourMode::adapted);
}

void TokenViewTest::another_run_replaces_the_text()
{
    Fixture f;
    f.selection.lock({39, 3950});
    QVERIFY(f.scroll() > 0);
    sample::fill(f.run, {.tokens = 60}, 0);  // no step yet: the text is there at once
    QCOMPARE(f.scroll(), 0);
    QCOMPARE(f.view.note(), QStringLiteral("tokens 0 – 59 of 60"));
    QCOMPARE(f.canvas().layout_of_rows().item_count(), 60);
    f.view.grab();
    f.key(Qt::Key_Right);  // the locked token is not of this run
    QCOMPARE(f.locked(), 0);
    f.run.clear();
    QVERIFY(f.view.note().isEmpty());
    f.view.grab();
    f.key(Qt::Key_Right);
    QTest::mouseMove(f.canvas().viewport(), {100, 100});
    QCOMPARE(f.canvas().item_at({100, 10}), -1);
}

void TokenViewTest::paints_values_and_what_was_not_read()
{
    Fixture f({.tokens = 400}, 2);
    f.view.restore(QStringLiteral("adapted"));
    const auto back = [&](std::int64_t item) {
        const QImage image = f.canvas().viewport()->grab().toImage();
        const QRectF rect = f.canvas().rect_of(item);
        return image.pixelColor(QPointF(rect.left() + 4, rect.bottom() - 2).toPoint());
    };
    const Theme& colours = theme(f.view.palette());
    const auto wanted = [&](std::int64_t item) { return TokenValues(f.run, f.view.colouring()).colour(colours, item); };
    QCOMPARE(back(55), wanted(55));
    QVERIFY(wanted(55) != colours.panel);
    QCOMPARE(back(250), colours.panel);
    f.run.append({sample::stream_step({.tokens = 400}, 2)});
    QCOMPARE(back(250 + 3), wanted(250 + 3));
}

/// The strips of the tokens of a character make the picture of the character itself; each is a token of its own.
void TokenViewTest::draws_characters_across_their_tokens()
{
    const std::string text = "Привет, мир! “漢字” naïve 😀 caf\xC3 \xFF end.\n";
    Fixture bytes, whole;
    fill_with_bytes(bytes.run, text, false);
    fill_with_bytes(whole.run, text, true);
    for (Fixture* each : {&bytes, &whole}) {
        each->run.set_shown_steps(0);  // without colours, so that only letters are compared
        each->view.resize(900, 200);
    }
    QApplication::processEvents();
    const QRect row(static_cast<int>(bytes.canvas().rect_of(0).left()), 0, 300, 30);
    const double strips = ink(bytes.canvas().viewport()->grab().toImage(), row);
    const double letters = ink(whole.canvas().viewport()->grab().toImage(), row);
    QVERIFY2(letters > 1000 && std::abs(strips / letters - 1) < 0.05,
             qPrintable(QStringLiteral("%1 against %2").arg(strips).arg(letters)));
    const QRectF left = bytes.canvas().rect_of(0), right = bytes.canvas().rect_of(1);  // both halves of П
    QVERIFY(std::abs(left.right() - right.left()) < 0.1 && left.width() > 2);
    QVERIFY(std::abs(left.width() - right.width()) < 0.1);
    bytes.run.set_shown_steps(bytes.run.step_count());
    bytes.click(1);
    QCOMPARE(bytes.locked(), 1);
    bytes.key(Qt::Key_Left);
    QCOMPARE(bytes.locked(), 0);
    QVERIFY(bytes.canvas().accessibleDescription().contains(QStringLiteral("П¹⁄₂")));
    shot(bytes.view, QStringLiteral("tokens-bytes"));
}

void TokenViewTest::hidden_things_stay_reachable()
{
    Fixture f;
    QVERIFY(!f.view.findChild<ModeBar*>()->is_compact());
    const auto [begin, end] = f.canvas().visible();
    f.canvas().verticalScrollBar()->setValue(2000);
    const std::int64_t top = f.canvas().visible().first;
    f.view.resize(300, 420);
    QVERIFY(f.view.findChild<ModeBar*>()->is_compact());
    const auto [first, last] = f.canvas().visible();
    QVERIFY(first <= top && top < last);  // the same place
    QVERIFY(last - first < end - begin);
    const std::int64_t rows = f.canvas().layout_of_rows().row_count();
    QFont larger = f.view.font();
    larger.setPointSizeF(larger.pointSizeF() * 1.5);
    f.view.setFont(larger);
    QVERIFY(f.canvas().layout_of_rows().row_count() > rows);
}

void TokenViewTest::saves_its_choices()
{
    Fixture f, g;
    f.view.restore(QStringLiteral("rank 4 follow nonsense reference"));
    QCOMPARE(f.view.save(), QStringLiteral("rank 4 follow"));
    g.view.restore(f.view.save());
    QCOMPARE(g.view.colouring().mode, ColourMode::rank);
    QCOMPARE(g.view.colouring().saturation, 4.0);
    QVERIFY(g.canvas().follows_reading());
}

void TokenViewTest::numbers_as_a_table()
{
    Fixture f({.tokens = 400, .twin = false}, 3);
    const ViewTable table = f.view.table();
    QCOMPARE(table.rows.size(), 300U);
    for (const auto& row : table.rows)
        QCOMPARE(row.size(), static_cast<std::size_t>(table.header.size()));
    QCOMPARE(table.rows[0][3], QString());
    QCOMPARE(table.rows[210][1], QStringLiteral("2"));
    QCOMPARE(table.rows[210][2], f.run.token_text(210));
    QCOMPARE(table.rows[210][4], QString());  // no twin
    QCOMPARE(table.rows[210][8], QString::number(1 + 210 % 13));
}

void TokenViewTest::answers_of_the_lab()
{
    Fixture f;
    LabModel lab;
    QAction* by = f.view.title_actions()[static_cast<std::size_t>(ColourMode::taught_by)];
    QVERIFY(!by->isVisible());
    f.view.set_lab(&lab);
    lab.reset({});
    QVERIFY(!by->isVisible());
    lab.set_ready();
    QVERIFY(by->isVisible() && !by->isEnabled());
    LogitTrace trace;
    trace.item = 1500;
    trace.by_token.assign(1400, 0.1);
    trace.by_token[7] = 2;
    trace.by_token[15] = -2;  // both long words
    lab.set_trace(trace);
    QVERIFY(by->isEnabled());
    by->trigger();
    QCOMPARE(f.view.colouring().mode, ColourMode::taught_by);
    const QImage picture = f.canvas().viewport()->grab().toImage();
    const Theme& colours = theme(f.view.palette());
    const auto corner_of = [&](std::int64_t item) {
        return picture.pixelColor((f.canvas().rect_of(item).topLeft() + QPointF(4, 1.5)).toPoint());
    };
    QCOMPARE(corner_of(7), diverging(colours, -1));
    QCOMPARE(corner_of(15), diverging(colours, 1));
    lab.reset({});
    QCOMPARE(f.view.colouring().mode, ColourMode::adapted_frozen);  // until there is another answer
    lab.set_ready();
    lab.set_trace(trace);
    QCOMPARE(f.view.colouring().mode, ColourMode::taught_by);
}

void TokenViewTest::frames_teachers_and_planted_tokens()
{
    Fixture f;
    const auto colour_count = [&](std::int64_t item, const QColor& colour) {
        const QImage picture = f.canvas().viewport()->grab(f.canvas().rect_of(item).toAlignedRect()).toImage();
        int count = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                count += picture.pixelColor(x, y) == colour;
        return count;
    };
    const QColor teacher = series_colour(theme(f.view.palette()), 3);
    QCOMPARE(colour_count(17, teacher), 0);
    f.view.set_teachers({{17, 0.5}, {4, -0.1}});
    QVERIFY(colour_count(17, teacher) > 10);
    QCOMPARE(colour_count(21, teacher), 0);
    f.view.set_teachers({});
    QCOMPARE(colour_count(17, teacher), 0);

    DocumentRecord document = f.run.document();
    document.marks = {{document.byte_offsets[17], document.byte_offsets[18], 0, 0, true}};
    f.view.set_teachers({{17, 0.5}});
    f.run.start(f.run.header(), document);  // nothing read: no colours under the dots
    QCOMPARE(colour_count(17, teacher), 0);
    QVERIFY(colour_count(17, theme(f.view.palette()).failure) > 2);
    QCOMPARE(colour_count(16, theme(f.view.palette()).failure), 0);
}

void TokenViewTest::screenshots()
{
    Fixture f({.tokens = 4000}, 6);
    f.selection.lock({1, 140});
    f.selection.hover({1, 160});
    f.selection.pin({1, 120});
    for (const bool dark : {false, true}) {
        QApplication::setPalette(application_palette(dark));
        const QString tail = dark ? QStringLiteral("_dark") : QStringLiteral("_light");
        for (const ColourModeInfo& info : colour_modes) {
            const QString key = QString::fromUtf8(info.key.data(), static_cast<qsizetype>(info.key.size()));
            f.view.restore(key);
            if (info.mode != ColourMode::reference)
                shot(f.view, QStringLiteral("token_view_") + key + tail);
        }
    }
    f.view.restore(QStringLiteral("adapted_frozen 2"));
    for (const bool dark : {false, true}) {
        QApplication::setPalette(application_palette(dark));
        fill_with_prose(f.run);
        f.selection.pin({});
        f.selection.lock({1, 200});
        shot(f.view, dark ? QStringLiteral("token_view_prose_dark") : QStringLiteral("token_view_prose_light"));
        LabModel lab;
        f.view.set_lab(&lab);
        lab.reset({});
        lab.set_ready();
        LogitTrace trace;
        trace.item = 200;
        for (int item = 0; item < 128; ++item)
            trace.by_token.push_back((item % 11 == 0 ? 0.4 : 0.06) * std::sin(item));
        Teachers teachers;
        for (std::int64_t item = 0; item < 128; item += 11)
            teachers.emplace_back(item, trace.by_token[static_cast<std::size_t>(item)]);
        DocumentRecord planted = f.run.document();
        const auto byte = [&](std::size_t item) { return planted.byte_offsets[item]; };
        planted.marks = {
            {byte(20), byte(26), 0, 0, false}, {byte(140), byte(146), 0, 1, false}, {byte(170), byte(176), 0, 2, true}};
        f.view.set_teachers(teachers);
        shot(f.view, dark ? QStringLiteral("token_view_teachers_dark") : QStringLiteral("token_view_teachers_light"));
        lab.set_trace(trace);
        f.view.restore(QStringLiteral("taught_by"));
        shot(f.view, dark ? QStringLiteral("token_view_taught_dark") : QStringLiteral("token_view_taught_light"));
        f.view.restore(QStringLiteral("adapted_frozen"));
        f.view.set_lab(nullptr);
        f.view.set_teachers({});
        fill_with_prose(f.run, planted.marks);
        shot(f.view, dark ? QStringLiteral("token_view_planted_dark") : QStringLiteral("token_view_planted_light"));
        f.canvas().ensure_visible(900);
        shot(f.view, dark ? QStringLiteral("token_view_unread_dark") : QStringLiteral("token_view_unread_light"));
    }
    sample::fill(f.run, {.tokens = 4000}, 6);
    f.canvas().verticalScrollBar()->setValue(700);
    f.view.restore(QStringLiteral("adapted_frozen 1"));
    f.view.open_find();
    QTest::keyClicks(f.view.findChild<QLineEdit*>(), QStringLiteral("woodhouse"));
    shot(f.view, QStringLiteral("token_view_find_dark"));
    f.view.resize(320, 420);
    shot(f.view, QStringLiteral("token_view_narrow_dark"));
    f.run.clear();
    shot(f.view, QStringLiteral("token_view_empty_dark"));
}

TTT_TEST(TokenViewTest)
#include "tst_token_view.moc"
