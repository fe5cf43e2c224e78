#include "views/images/image_canvas.h"

#include "views/images/image_paint.h"
#include "views/images/image_words.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double landing = 1.0 / 3;  // where in the viewport a far jump lands
constexpr int hint_columns = 12, hint_rows = 7;
constexpr double locked_width = 2, hovered_width = 1.2;
constexpr int mark_room = 3;  // of marks around a cell, pixels

}  // namespace

ImageCanvas::ImageCanvas(RunModel& run, Selection& selection, PictureModel& pictures, QWidget* parent)
    : QAbstractScrollArea(parent), run_(run), selection_(selection), pictures_(pictures)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Images of the stream"));
    connect(&run_, &RunModel::started, this, &ImageCanvas::read_run);
    connect(&run_, &RunModel::shown_changed, this, &ImageCanvas::shown_changed);
    connect(&run_, &RunModel::ended, viewport(), qOverload<>(&QWidget::update));
    connect(&selection_, &Selection::changed, this, &ImageCanvas::selection_changed);
    connect(&selection_, &Selection::locked_changed, this, &ImageCanvas::locked_changed);
    connect(&pictures_, &PictureModel::changed, viewport(), qOverload<>(&QWidget::update));
    read_run();
}

void ImageCanvas::read_run()
{
    pointer_inside_ = false;
    const ImageSetRecord* set = image_set_of(run_);
    const bool has_size = set && set->width > 0 && set->height > 0;
    constexpr double most_aspect = 4;  // a strip of an image gets a cell that can be seen
    const double aspect = has_size ? static_cast<double>(set->width) / static_cast<double>(set->height) : 1;
    grid_.aspect = std::clamp(aspect, 1 / most_aspect, most_aspect);
    items_.read(run_, items_.filter());
    lay_out();
    scroll_to(0);
    viewport()->update();
    Q_EMIT visible_changed();
}

void ImageCanvas::set_filter(const ImageFilter& filter)
{
    if (filter == items_.filter())
        return;
    items_.read(run_, filter);
    lay_out();
    scroll_to(0);
    locked_changed();
    viewport()->update();
    Q_EMIT visible_changed();
}

void ImageCanvas::lay_out()
{
    grid_.width = viewport()->width();
    grid_.count = items_.shown(run_);
    const QScopedValueRollback own(scrolls_itself_, true);
    verticalScrollBar()->setSingleStep(static_cast<int>(grid_.row_pitch()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(grid_.height())) - viewport()->height()));
    grid_.scroll = verticalScrollBar()->value();
}

void ImageCanvas::set_side(int side)
{
    if (side == this->side())
        return;
    const std::int64_t first = visible().first;
    grid_.side = side;
    lay_out();
    scroll_to(first == 0 ? 0 : static_cast<double>(first / grid_.columns()) * grid_.row_pitch());
    viewport()->update();
    Q_EMIT visible_changed();
}

void ImageCanvas::set_follows(bool follows)
{
    follows_ = follows;
    if (follows_)
        ensure_visible(grid_.count - 1);
}

/// Cheap: called for every batch of a live run.
void ImageCanvas::shown_changed()
{
    items_.update(run_);
    lay_out();
    if (follows_)
        ensure_visible(grid_.count - 1);
    viewport()->update();
    Q_EMIT visible_changed();
}

void ImageCanvas::scroll_to(double top)
{
    const QScopedValueRollback own(scrolls_itself_, true);
    verticalScrollBar()->setValue(static_cast<int>(std::lround(top)));
}

void ImageCanvas::ensure_visible(std::int64_t index)
{
    if (index < 0 || index >= grid_.count)
        return;
    const QRectF cell = grid_.cell(index);
    const double page = viewport()->height(), top = cell.top() + grid_.scroll;
    const double above = -cell.top() + ImageGrid::margin, below = cell.bottom() + ImageGrid::margin - page;
    if (above > page || (below > page && !follows_))
        scroll_to(top - page * landing);
    else if (above > 0)
        scroll_to(grid_.scroll - above);
    else if (below > 0)
        scroll_to(grid_.scroll + below);
}

/// Where the filter hides the place, what stays in sight stays.
void ImageCanvas::locked_changed()
{
    const Place place = selection_.locked();
    if (!place || run_.empty())
        return;
    const std::int64_t item = place.item >= 0 ? place.item : run_.items_of(place.step).first;
    const std::int64_t index = items_.lower_bound(item);
    if (index < grid_.count && (place.item < 0 || items_.item(index) == item))
        ensure_visible(index);
}

void ImageCanvas::selection_changed()
{
    const std::array marks{selection_.hovered(), selection_.locked(), selection_.pinned()};
    for (std::size_t at = 0; at < marks.size(); ++at) {
        update_item(marked_[at].item);
        update_item(marks[at].item);
    }
    marked_ = marks;
}

void ImageCanvas::update_item(std::int64_t item)
{
    if (const QRectF cell = rect_of(item); !cell.isEmpty())
        viewport()->update(cell.adjusted(-mark_room, -mark_room, mark_room, mark_room).toAlignedRect());
}

std::int64_t ImageCanvas::item_at(QPointF point) const
{
    const std::int64_t index = grid_.index_at(point);
    return index < 0 ? -1 : items_.item(index);
}

QRectF ImageCanvas::rect_of(std::int64_t item) const
{
    const std::int64_t index = item < 0 ? grid_.count : items_.lower_bound(item);
    return index < grid_.count && items_.item(index) == item ? grid_.cell(index) : QRectF();
}

std::pair<std::int64_t, std::int64_t> ImageCanvas::visible() const
{
    const double half = grid_.row_pitch() / 2;  // a row counts when most of it is in sight
    return grid_.between(half, std::max(half, viewport()->height() - half));
}

PictureKey ImageCanvas::key_of(std::int64_t item) const
{
    const ImageItems items(run_);
    return {items.image(item), items.shift(item)};
}

QSize ImageCanvas::sizeHint() const
{
    return {static_cast<int>((grid_.cell_width() + ImageGrid::gap) * hint_columns),
            static_cast<int>(grid_.row_pitch() * hint_rows)};
}

/// What was at the top stays there, but what is locked and was in sight stays in sight.
void ImageCanvas::resizeEvent(QResizeEvent* event)
{
    const std::int64_t first = visible().first;
    const QRectF locked = rect_of(selection_.locked().item);
    lay_out();
    if (first > 0)
        scroll_to(static_cast<double>(first / grid_.columns()) * grid_.row_pitch());
    if (!locked.isEmpty() && locked.intersects(QRectF(QPointF(), QSizeF(event->oldSize()))))
        ensure_visible(items_.lower_bound(selection_.locked().item));
    Q_EMIT visible_changed();
}

void ImageCanvas::scrollContentsBy(int, int dy)
{
    grid_.scroll = verticalScrollBar()->value();
    if (dy > 0 && follows_ && !scrolls_itself_) {
        follows_ = false;
        Q_EMIT follows_changed(false);
    }
    viewport()->update();
    if (pointer_inside_ && !scrolls_itself_)
        hover_at(pointer_);
    Q_EMIT visible_changed();
}

void ImageCanvas::ask_pictures()
{
    const ImageItems items(run_);
    std::vector<PictureKey> keys;
    const auto [begin, end] = grid_.between(0, viewport()->height());
    for (std::int64_t index = begin; index < end; ++index) {
        const std::int64_t item = items_.item(index);
        keys.push_back({items.image(item), items.shift(item)});
    }
    pictures_.ask(this, std::move(keys));
}

void ImageCanvas::paint_cells(QPainter& painter, const QRect& part) const
{
    const Theme& colours = theme(palette());
    const ImageItems items(run_);
    const auto [begin, end] = grid_.between(part.top() - mark_room, part.bottom() + mark_room);
    for (std::int64_t index = begin; index < end; ++index) {
        const QRectF cell = grid_.cell(index);
        if (!cell.intersects(QRectF(part).adjusted(-mark_room, -mark_room, mark_room, mark_room)))
            continue;
        const std::int64_t item = items_.item(index);
        paint_picture(painter, ImageGrid::picture(cell), pictures_.picture({items.image(item), items.shift(item)}),
                      colours);
        paint_frame(painter, cell, items.outcome(item), colours);
        if (item == selection_.pinned().item)
            paint_mark(painter, cell, Qt::DotLine, locked_width, colours);
        if (item == selection_.hovered().item)
            paint_mark(painter, cell, Qt::SolidLine, hovered_width, colours);
        if (item == selection_.locked().item)
            paint_mark(painter, cell, Qt::SolidLine, locked_width, colours);
    }
}

void ImageCanvas::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    const Theme& colours = theme(palette());
    painter.fillRect(event->rect(), colours.panel);
    if (grid_.count == 0) {
        painter.setPen(colours.muted);
        painter.drawText(viewport()->rect().adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap,
                         empty_sentence());
        return;
    }
    for (const QRect& part : event->region()) {
        painter.setClipRect(part);
        paint_cells(painter, part);
    }
    ask_pictures();
}

QString ImageCanvas::empty_sentence() const
{
    if (run_.empty())
        return tr("Run over a stream of images, or open a session to replay such a run.");
    if (!image_set_of(run_))
        return tr("This run reads no images.");
    if (run_.shown_items() == 0)
        return run_.is_running() ? tr("Waiting for the first batch.") : tr("Nothing is shown: move the playhead.");
    return nothing_found(items_.filter(), run_);
}

}  // namespace ttt
