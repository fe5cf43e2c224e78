#include "views/token/token_canvas.h"

#include "views/token/item_value.h"

#include <QFontMetricsF>
#include <QPaintEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double row_factor = 1.45;   // row height in heights of the font
constexpr int margin_digits = 6;      // chunk numbers up to 99,999 fit beside the rule
constexpr double right_padding = 12;  // pixels
constexpr double top_padding = 4;
constexpr int hint_columns = 60;  // characters
constexpr int hint_rows = 14;

}  // namespace

TokenCanvas::TokenCanvas(RunModel& run, Selection& selection, QWidget* parent)
    : QAbstractScrollArea(parent), run_(run), selection_(selection)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);  // so that a scroll moves what was painted
    setAccessibleName(tr("Document text"));
    connect(&run_, &RunModel::started, this, &TokenCanvas::read_run);
    connect(&run_, &RunModel::shown_changed, this, &TokenCanvas::shown_changed);
    connect(&selection_, &Selection::changed, this, &TokenCanvas::selection_changed);
    connect(&selection_, &Selection::locked_changed, this, &TokenCanvas::locked_changed);
    read_run();
}

void TokenCanvas::read_run()
{
    pointer_inside_ = false;
    shown_ = run_.shown_items();
    search_.clear();
    marks_.read(run_.document());
    teachers_.clear();
    forms_.read(run_.document());
    measure_font();
    scroll_to(0);
    viewport()->update();
    Q_EMIT visible_changed();
}

void TokenCanvas::measure_font()
{
    forms_.measure(font());
    const QFontMetricsF metrics(font());
    geometry_.row_height = std::ceil(metrics.height() * row_factor);
    geometry_.ascent = std::floor((geometry_.row_height - metrics.height()) / 2) - 1;
    geometry_.margin = std::ceil(metrics.horizontalAdvance(u'0') * margin_digits);
    geometry_.padding = top_padding;
    verticalScrollBar()->setSingleStep(static_cast<int>(geometry_.row_height));
    lay_out();
}

/// Keeps the token at the top where it is.
void TokenCanvas::lay_out()
{
    const std::int64_t first = layout_.item_count() > 0 ? visible().first : 0;
    layout_.lay_out(forms_.items(), forms_.boxes(), viewport()->width() - geometry_.margin - right_padding);
    const double height = static_cast<double>(layout_.row_count()) * geometry_.row_height + 2 * geometry_.padding;
    const QScopedValueRollback own(scrolls_itself_, true);
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(height)) - viewport()->height()));
    if (first > 0 && first < layout_.item_count())
        scroll_to(static_cast<double>(layout_.row_of(first)) * geometry_.row_height);
    geometry_.scroll = verticalScrollBar()->value();
    viewport()->update();
}

void TokenCanvas::set_colouring(const TokenColouring& colouring)
{
    if (colouring == colouring_)
        return;
    colouring_ = colouring;
    viewport()->update();
}

void TokenCanvas::set_teachers(Teachers teachers)
{
    std::ranges::sort(teachers);
    if (teachers == teachers_)
        return;
    teachers_ = std::move(teachers);
    viewport()->update();
}

void TokenCanvas::set_follows_reading(bool follows)
{
    follows_reading_ = follows;
    shown_changed();
}

void TokenCanvas::shown_changed()
{
    if (follows_reading_ && run_.shown_items() > 0)
        ensure_visible(run_.shown_items() - 1);
    update_items(std::min(shown_, run_.shown_items()), std::max(shown_, run_.shown_items()));
    shown_ = run_.shown_items();
}

void TokenCanvas::selection_changed()
{
    const std::array marks{selection_.hovered(), selection_.locked(), selection_.pinned()};
    for (std::size_t at = 0; at < marks.size(); ++at) {
        update_items(marked_[at].item, marked_[at].item + 1);
        update_items(marks[at].item, marks[at].item + 1);
    }
    marked_ = marks;
    viewport()->update(0, 0, static_cast<int>(geometry_.margin), viewport()->height());
}

void TokenCanvas::update_items(std::int64_t begin, std::int64_t end)
{
    begin = std::max<std::int64_t>(0, begin);
    end = std::min(end, layout_.item_count());
    if (begin >= end)
        return;
    const double height = viewport()->height();
    const double top = std::clamp(geometry_.top_of(layout_.row_of(begin)) - geometry_.padding, 0.0, height);
    const double bottom = std::clamp(geometry_.top_of(layout_.row_of(end - 1) + 1) + geometry_.padding, 0.0, height);
    viewport()->update(QRectF(0, top, viewport()->width(), bottom - top).toAlignedRect());
}

void TokenCanvas::resizeEvent(QResizeEvent*)
{
    lay_out();
    Q_EMIT visible_changed();
}

void TokenCanvas::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        measure_font();
}

QSize TokenCanvas::sizeHint() const
{
    return {static_cast<int>(fontMetrics().averageCharWidth() * hint_columns + geometry_.margin),
            static_cast<int>(geometry_.row_height) * hint_rows};
}

void TokenCanvas::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    const Theme& colours = theme(palette());
    painter.fillRect(event->rect(), colours.panel);
    if (layout_.item_count() == 0) {
        paint_empty(painter);
        return;
    }
    const TokenScene scene{run_,    selection_, forms_,    layout_, geometry_, colouring_,
                           search_, marks_,     teachers_, colours, font()};
    for (const QRect& part : event->region()) {
        painter.setClipRect(part);
        TokenPainter(scene).paint(painter, part);
    }
}

void TokenCanvas::paint_empty(QPainter& painter) const
{
    painter.setPen(theme(palette()).muted);
    const bool is_of_images = std::holds_alternative<ImageSetRecord>(run_.input());
    painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap,
                     run_.empty() ? tr("Open a document and press Run,\nor open a session to replay a run.")
                     : is_of_images
                         ? tr("This run reads images, and no text:\nits error and drift are beside, its numbers "
                              "below.")
                         : tr("The text of this run was not stored."));
}

}  // namespace ttt
