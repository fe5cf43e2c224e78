#include "views/plot/plot.h"

#include "views/plot/plot_curves.h"
#include "views/plot/plot_extent.h"
#include "views/plot/plot_paint.h"

#include <QPainter>

namespace ttt {

Plot::Plot(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

Plot::~Plot() = default;

void Plot::set_data(PlotData data)
{
    data_ = std::move(data);
    shown_ = without_hidden(data_, hidden_);
    touch();
}

void Plot::set_highlight(int series, qint64 index)
{
    for (PlotData* data : {&data_, &shown_})
        for (std::size_t at = 0; at < data->dots.size(); ++at)
            data->dots[at].highlighted = static_cast<int>(at) == series ? index : -1;
    update();
}

void Plot::set_axes(PlotAxes axes)
{
    if (axes == axes_)
        return;
    if (axes.log_x != axes_.log_x || axes.log_y != axes_.log_y)
        zoom_ = {};
    axes_ = std::move(axes);
    touch();
}

void Plot::set_empty_text(QString text)
{
    empty_text_ = std::move(text);
    update();
}

void Plot::touch()
{
    layout_stale_ = picture_stale_ = true;
    update();
}

const PlotLayout& Plot::drawing() const
{
    if (!layout_stale_)
        return layout_;
    layout_ = lay_out(shown_, axes_, {x_range(), zoom_.y}, size(), small_font(font()));
    for (LegendEntry& entry : layout_.legend)
        entry.hidden = hidden_.contains(entry.name);
    layout_stale_ = false;
    return layout_;
}

qint64 Plot::drawn_points() const
{
    return drawing().drawn;
}

qint64 Plot::stored_points() const
{
    return drawing().stored;
}

PlotScale Plot::scale() const
{
    return drawing().scale;
}

/// All but what follows the pointer. `ratio`: device pixels per pixel, for dots that fall on one.
void Plot::paint_chart(QPainter& painter, double ratio) const
{
    const Theme& colours = theme(palette());
    const PlotLayout& layout = drawing();
    painter.setFont(small_font(font()));
    painter.setRenderHint(QPainter::Antialiasing, false);
    paint_grid(painter, layout.scale, layout.x_ticks, layout.y_ticks, colours);
    paint_labels(painter, layout.scale, layout.x_ticks, layout.y_ticks, width(), colours);
    paint_titles(painter, layout, axes_, colours);
    for (const PlotBars& bars : shown_.bars)
        paint_bars(painter, bars, layout.scale, colours);
    paint_references(painter, shown_.references, layout.scale, colours);
    painter.setRenderHint(QPainter::Antialiasing);
    paint_legend(painter, layout.legend, layout.legend_places, colours);
    paint_curves(painter, shown_, layout, colours);
    for (const PlotDots& dots : shown_.dots)
        paint_dots(painter, dots, layout.scale, colours, ratio);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paint_marks(painter, shown_.marks, layout.scale, colours);
    paint_unseen(painter, layout, axes_, colours);
}

/// The crosshair, the rings and the keyboard's frames.
void Plot::paint_live(QPainter& painter) const
{
    const Theme& colours = theme(palette());
    const PlotLayout& layout = drawing();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(small_font(font()));
    if (crosshair_)
        paint_crosshair(painter, layout.scale, *crosshair_, value_text_ ? value_text_(*crosshair_) : QString(),
                        colours);
    for (const PlotDots& dots : shown_.dots)
        paint_highlight(painter, dots, layout.scale, colours);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(colours.accent);
    painter.setBrush(Qt::NoBrush);
    if (hasFocus() && entry_ >= 0 && entry_ < static_cast<int>(layout.legend.size()))
        painter.drawRect(layout.legend_places[static_cast<std::size_t>(entry_)].adjusted(-3, 0, 2, 0));
}

void Plot::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    const bool was_stale = picture_stale_;
    const double ratio = devicePixelRatioF();
    QPainter painter(this);
    if (!x_extent(data_, axes_.log_x)) {
        painter.fillRect(rect(), colours.panel);
        painter.setPen(colours.muted);
        painter.drawText(rect().adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap, empty_text_);
    } else if (paints_vectors(painter)) {
        painter.fillRect(rect(), colours.panel);
        paint_chart(painter, ratio);
        paint_live(painter);
    } else {
        if (picture_stale_ || picture_.devicePixelRatio() != ratio) {
            picture_ = QPixmap(size() * ratio);
            picture_.setDevicePixelRatio(ratio);
            picture_.fill(colours.panel);
            QPainter into(&picture_);
            paint_chart(into, ratio);
            picture_stale_ = false;
        }
        painter.drawPixmap(0, 0, picture_);
        paint_live(painter);
    }
    if (hasFocus() && by_keys_) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(colours.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
    if (was_stale)
        QMetaObject::invokeMethod(this, &Plot::drawn_changed, Qt::QueuedConnection);
}

}  // namespace ttt
