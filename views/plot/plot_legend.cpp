#include "views/plot/plot_legend.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace ttt {

namespace {

constexpr double sign_ems = 1.5;  // width of the sign, in heights of an x
constexpr double line_width = 2;
constexpr double hidden_opacity = 0.4;

double sign_width(const QFontMetricsF& metrics, LegendSign sign)
{
    return metrics.xHeight() * (sign == LegendSign::dot ? 1 : 2 * sign_ems);
}

double space_after_sign(const QFontMetricsF& metrics)
{
    return metrics.xHeight() * 0.8;
}

void paint_sign(QPainter& painter, const LegendEntry& entry, const QRectF& place, const Theme& theme)
{
    QColor colour = entry.colour.in(theme);
    if (entry.hidden)
        colour.setAlphaF(static_cast<float>(hidden_opacity));
    if (entry.sign == LegendSign::line) {
        painter.setPen(QPen(colour, line_width, entry.style, Qt::FlatCap));
        painter.drawLine(QPointF(place.left(), place.center().y()), QPointF(place.right(), place.center().y()));
        return;
    }
    const double side = std::min(place.height(), place.width());
    painter.setPen(entry.hollow ? QPen(colour, 1.2) : QPen(Qt::NoPen));
    painter.setBrush(entry.hollow ? QBrush(Qt::NoBrush) : QBrush(colour));
    if (entry.sign == LegendSign::dot)
        painter.drawEllipse(place.center(), side * 0.42, side * 0.42);
    else
        painter.drawRect(QRectF(place.left(), place.center().y() - side * 0.4, place.width(), side * 0.8));
}

}  // namespace

std::vector<LegendEntry> legend_entries(const PlotData& data)
{
    std::vector<LegendEntry> entries;
    const auto add = [&entries](LegendEntry entry) {
        const auto same = [&entry](const LegendEntry& other) { return other.name == entry.name; };
        if (!entry.name.isEmpty() && std::none_of(entries.begin(), entries.end(), same))
            entries.push_back(std::move(entry));
    };
    for (const PlotDots& dots : data.dots)
        add({.name = dots.name, .colour = dots.colour, .sign = LegendSign::dot, .hollow = dots.hollow});
    for (const PlotLine& line : data.lines)
        add({.name = line.name, .colour = line.colour, .style = line.style});
    for (const PlotBand& band : data.bands)
        add({.name = band.name, .colour = band.colour, .sign = LegendSign::area});
    for (const PlotBars& bars : data.bars)
        add({.name = bars.name, .colour = bars.colour, .sign = LegendSign::area});
    for (const auto* rules : {&data.references, &data.marks})
        for (const PlotRule& rule : *rules)
            add({.name = rule.name, .colour = rule.colour, .style = rule.style});
    return entries;
}

PlotData without_hidden(PlotData data, const QSet<QString>& hidden)
{
    if (hidden.isEmpty())
        return data;
    const auto is_hidden = [&hidden](const QString& name) { return !name.isEmpty() && hidden.contains(name); };
    for (PlotLine& line : data.lines)
        line.count = is_hidden(line.name) || is_hidden(line.part_of) ? 0 : line.count;
    for (PlotBand& band : data.bands)
        band.count = is_hidden(band.name) || is_hidden(band.part_of) ? 0 : band.count;
    for (PlotDots& dots : data.dots)
        dots.count = is_hidden(dots.name) ? 0 : dots.count;
    for (PlotBars& bars : data.bars)
        bars.count = is_hidden(bars.name) ? 0 : bars.count;
    for (auto* rules : {&data.references, &data.marks})
        std::erase_if(*rules, [&](const PlotRule& rule) { return is_hidden(rule.name); });
    return data;
}

std::vector<QRectF> legend_places(const std::vector<double>& widths, double available, double row_height, double gap)
{
    std::vector<QRectF> places;
    double x = 0, y = 0;
    for (const double width : widths) {
        if (x > 0 && x + width > available) {
            x = 0;
            y += row_height;
        }
        places.emplace_back(x, y, std::min(width, std::max(0.0, available - x)), row_height);
        x += width + gap;
    }
    return places;
}

std::vector<QRectF> legend_places(const std::vector<LegendEntry>& entries, double available, const QFont& font)
{
    const QFontMetricsF metrics(font);
    std::vector<double> widths;
    for (const LegendEntry& entry : entries)
        widths.push_back(std::ceil(sign_width(metrics, entry.sign) + space_after_sign(metrics) +
                                   metrics.horizontalAdvance(entry.name)));
    return legend_places(widths, available, metrics.height() * 1.25, metrics.xHeight() * 2.5);
}

void paint_legend(QPainter& painter, const std::vector<LegendEntry>& entries, const std::vector<QRectF>& places,
                  const Theme& theme)
{
    const QFontMetricsF metrics(painter.font());
    for (std::size_t at = 0; at < entries.size(); ++at) {
        const QRectF& place = places[at];
        const double width = sign_width(metrics, entries[at].sign);
        paint_sign(painter, entries[at],
                   {place.left(), place.center().y() - metrics.xHeight() / 2, width, metrics.xHeight()}, theme);
        const QRectF words = place.adjusted(width + space_after_sign(metrics), 0, 1, 0);
        const QString name = metrics.elidedText(entries[at].name, Qt::ElideRight, words.width());
        painter.setPen(entries[at].hidden ? theme.border : theme.muted);
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, name);
        if (!entries[at].hidden)
            continue;
        const double middle = words.center().y(), right = words.left() + metrics.horizontalAdvance(name);
        painter.setPen(QPen(theme.muted, 1));
        painter.drawLine(QPointF(words.left(), middle), QPointF(right, middle));  // struck out: told without colour
    }
}

}  // namespace ttt
