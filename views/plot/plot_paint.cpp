#include "views/plot/plot_paint.h"

#include "views/number_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Plot)
};

constexpr double small_scale = 0.9;
constexpr double unseen_ground = 0.8;  // opacity
constexpr double label_gap = 5;        // between the area and a label, pixels
constexpr double bar_opacity = 0.55;
constexpr double widest_bar = 0.6;  // of the distance between neighbours
constexpr double crosshair_width = 1.5;
constexpr double box_margin = 6, box_distance = 7, box_radius = 4;

/// The middle of a device-independent pixel: a line of one pixel is sharp there.
double sharp(double pixel)
{
    return std::floor(pixel) + 0.5;
}

QColor with_opacity(QColor colour, double opacity)
{
    colour.setAlphaF(static_cast<float>(opacity));
    return colour;
}

/// Pixels between neighbouring bars, so that they never touch.
double bar_width(const PlotBars& bars, const PlotScale& scale, std::size_t begin, std::size_t end)
{
    if (end - begin < 2)
        return bars.width;
    const double all = scale.x_pixel((*bars.bars)[end - 1].x) - scale.x_pixel((*bars.bars)[begin].x);
    return std::clamp(widest_bar * all / static_cast<double>(end - begin - 1), 1.0, bars.width);
}

}  // namespace

QFont small_font(const QFont& font)
{
    QFont smaller = font;
    if (font.pointSizeF() > 0)
        smaller.setPointSizeF(font.pointSizeF() * small_scale);
    else
        smaller.setPixelSize(std::max(1, static_cast<int>(std::lround(font.pixelSize() * small_scale))));
    return smaller;
}

void paint_grid(QPainter& painter, const PlotScale& scale, const std::vector<Tick>& x_ticks,
                const std::vector<Tick>& y_ticks, const Theme& theme)
{
    const QRectF& area = scale.area;
    painter.setPen(QPen(theme.grid, 1));
    for (const Tick& tick : y_ticks) {
        const double y = sharp(scale.y_pixel(tick.at));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
    constexpr double tick_length = 3;
    for (const Tick& tick : x_ticks) {
        const double x = sharp(scale.x_pixel(tick.at));
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + tick_length));
    }
}

void paint_labels(QPainter& painter, const PlotScale& scale, const std::vector<Tick>& x_ticks,
                  const std::vector<Tick>& y_ticks, double width, const Theme& theme)
{
    const QFontMetricsF metrics(painter.font());
    const QRectF& area = scale.area;
    painter.setPen(theme.muted);
    for (const Tick& tick : y_ticks) {
        const double y = scale.y_pixel(tick.at);
        painter.drawText(QRectF(0, y - metrics.height() / 2, area.left() - label_gap, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    double free_from = 0;
    for (const Tick& tick : x_ticks) {
        const double wide = metrics.horizontalAdvance(tick.label);
        const double left = std::min(scale.x_pixel(tick.at) - wide / 2, width - wide - 1);
        if (left < free_from)
            continue;
        painter.drawText(QPointF(left, area.bottom() + label_gap + metrics.ascent()), tick.label);
        free_from = left + wide + label_gap;
    }
}

void paint_titles(QPainter& painter, const PlotLayout& layout, const PlotAxes& axes, const Theme& theme)
{
    const QFontMetricsF metrics(painter.font());
    const auto paint = [&](const QString& name, double room) {
        const QString text = metrics.elidedText(name, Qt::ElideRight, room);
        painter.drawText(QRectF(-room / 2, -metrics.height() / 2, room, metrics.height()), Qt::AlignCenter, text);
    };
    painter.setPen(theme.muted);
    painter.save();
    painter.translate(layout.x_title);
    paint(axes.x_name, layout.scale.area.width());
    painter.restore();
    painter.save();
    painter.translate(layout.y_title);
    painter.rotate(-90);
    paint(axes.y_name, 2 * std::min(layout.y_title.y(), layout.x_title.y() - layout.y_title.y()));
    painter.restore();
}

QString unseen_text(qint64 count, bool above, double limit, const QString& suffix)
{
    if (count == 0)
        return {};
    const QString values = counted(count, Words::tr("1 value"), Words::tr("%1 values"));
    return (above ? Words::tr("%1 above %2 not shown") : Words::tr("%1 below %2 not shown"))
        .arg(values, number_text(limit) + suffix);
}

void paint_unseen(QPainter& painter, const PlotLayout& layout, const PlotAxes& axes, const Theme& theme)
{
    const QFontMetricsF metrics(painter.font());
    const QRectF& area = layout.scale.area;
    const auto paint = [&](const QString& text, double top) {
        if (text.isEmpty())
            return;
        const double wide = std::min(metrics.horizontalAdvance(text), area.width() - 2);
        const QRectF place(area.right() - wide - 1, top, wide + 1, metrics.height());
        painter.fillRect(place.adjusted(-2, 0, 0, 0), with_opacity(theme.panel, unseen_ground));
        painter.setPen(theme.muted);
        painter.drawText(place, Qt::AlignVCenter, metrics.elidedText(text, Qt::ElideRight, wide + 1));
    };
    const UnseenValues& unseen = layout.unseen;
    paint(unseen_text(unseen.above, true, layout.scale.y_max, axes.y_suffix), area.top() + 1);
    paint(unseen_text(unseen.below, false, layout.scale.y_min, axes.y_suffix), area.bottom() - metrics.height() - 1);
}

qint64 paint_bars(QPainter& painter, const PlotBars& bars, const PlotScale& scale, const Theme& theme)
{
    if (!bars.bars)
        return 0;
    const auto all = static_cast<std::size_t>(shown_count(bars.count, bars.bars->size()));
    const auto less = [](const PlotBar& bar, double x) { return bar.x < x; };
    const auto first =
        std::lower_bound(bars.bars->begin(), bars.bars->begin() + static_cast<std::ptrdiff_t>(all), scale.x_min, less);
    const auto begin = static_cast<std::size_t>(first - bars.bars->begin());
    std::size_t end = begin;
    while (end < all && (*bars.bars)[end].x <= scale.x_max)
        ++end;
    const double width = bar_width(bars, scale, begin, end);
    const QColor colour = with_opacity(bars.colour.in(theme), bar_opacity);
    qint64 painted = 0;
    for (std::size_t at = begin; at < end;) {
        const double column = std::floor(scale.x_pixel((*bars.bars)[at].x));
        double low = std::numeric_limits<double>::infinity(), high = -low;
        double x = 0;
        for (; at < end && std::floor(x = scale.x_pixel((*bars.bars)[at].x)) == column; ++at) {
            low = std::min(low, (*bars.bars)[at].low);
            high = std::max(high, (*bars.bars)[at].high);
        }
        if (!(low <= high) || !std::isfinite(low) || !std::isfinite(high))
            continue;
        if (high < scale.y_min || low > scale.y_max)
            continue;
        const double top = scale.y_pixel(std::min(high, scale.y_max));
        const double bottom = scale.y_pixel(std::max(low, scale.y_min));
        painter.fillRect(QRectF(column + 0.5 - width / 2, top, width, std::max(1.0, bottom - top)), colour);
        ++painted;
    }
    return painted;
}

void paint_references(QPainter& painter, const std::vector<PlotRule>& rules, const PlotScale& scale, const Theme& theme)
{
    for (const PlotRule& rule : rules) {
        if (!(rule.at >= scale.y_min && rule.at <= scale.y_max))
            continue;
        painter.setPen(QPen(rule.colour.in(theme), 1, rule.style));
        const double y = sharp(scale.y_pixel(rule.at));
        painter.drawLine(QPointF(scale.area.left(), y), QPointF(scale.area.right(), y));
    }
}

void paint_marks(QPainter& painter, const std::vector<PlotRule>& rules, const PlotScale& scale, const Theme& theme)
{
    for (const PlotRule& rule : rules) {
        if (!(rule.at >= scale.x_min && rule.at <= scale.x_max))
            continue;
        painter.setPen(QPen(rule.colour.in(theme), 1, rule.style));
        const double x = sharp(scale.x_pixel(rule.at));
        painter.drawLine(QPointF(x, scale.area.top()), QPointF(x, scale.area.bottom()));
    }
}

QRectF value_box_place(QSizeF size, double x_pixel, const QRectF& area)
{
    const double right = x_pixel + box_distance;
    const double left = x_pixel - box_distance - size.width();
    const bool fits_right = right + size.width() <= area.right();
    const double x = fits_right || left < area.left() ? std::min(right, area.right() - size.width()) : left;
    return {QPointF(std::max(area.left(), x), area.top() + box_distance), size};
}

void paint_crosshair(QPainter& painter, const PlotScale& scale, double x, const QString& text, const Theme& theme)
{
    if (!(x >= scale.x_min && x <= scale.x_max))
        return;
    const double pixel = scale.x_pixel(x);
    painter.setPen(QPen(theme.mark, crosshair_width));
    painter.drawLine(QPointF(pixel, scale.area.top()), QPointF(pixel, scale.area.bottom()));
    if (text.isEmpty())
        return;
    const QFontMetricsF metrics(painter.font());
    const QRectF words = metrics.boundingRect(QRectF(0, 0, scale.area.width(), scale.area.height()), 0, text);
    const QSizeF size(std::ceil(words.width()) + 2 * box_margin, std::ceil(words.height()) + 2 * box_margin);
    const QRectF box = value_box_place(size, pixel, scale.area);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(with_opacity(theme.panel, 0.94));
    painter.drawRoundedRect(box, box_radius, box_radius);
    painter.setPen(theme.text);
    painter.drawText(box.adjusted(box_margin, box_margin, 0, 0), Qt::AlignLeft | Qt::AlignTop, text);
}

}  // namespace ttt
