#include "views/lab/heads_scatter.h"
#include "views/plot/plot_ticks.h"
#include "views/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double palest = 0.3;  // of the colours, for layer 0
constexpr float faded = 0.18F;  // alpha of heads in other layers
constexpr double ring_pen = 1.8;
constexpr double box_padding = 6;
constexpr double letters_per_tick = 9, lines_per_tick = 3;

QColor layer_colour(const Theme& theme, int layer, int layers)
{
    const double depth = layers > 1 ? static_cast<double>(layer) / (layers - 1) : 1;
    return sequential(theme, palest + (1 - palest) * depth);
}

}  // namespace

void HeadsScatter::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint_axes(painter);
    paint_layers(painter);
    paint_recorded(painter);
    paint_dots(painter);
    paint_words(painter);
    if (hasFocus()) {
        painter.setPen(QPen(theme(palette()).accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void HeadsScatter::paint_axes(QPainter& painter) const
{
    const Theme& colours = theme(palette());
    const QRectF plot = plot_rect();
    const QFontMetricsF metrics(font());
    const double line = std::ceil(metrics.height()), letter = metrics.averageCharWidth();
    const int across = std::max(2, static_cast<int>(plot.width() / (letters_per_tick * letter)));
    for (const Tick& tick : linear_ticks(0, 1, across)) {
        const double x = std::round(plot.left() + tick.at * plot.width()) + 0.5;
        painter.setPen(QPen(colours.grid, 1));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        painter.setPen(colours.muted);
        painter.drawText(QRectF(x - 5 * letter, plot.bottom() + 1, 10 * letter, line), Qt::AlignCenter, tick.label);
    }
    const int upwards = std::max(2, static_cast<int>(plot.height() / (lines_per_tick * line)));
    for (const Tick& tick : linear_ticks(low_, high_, upwards)) {
        const double y = std::round(plot.bottom() - (tick.at - low_) / (high_ - low_) * plot.height()) + 0.5;
        painter.setPen(QPen(tick.at == 0 ? colours.muted : colours.grid, 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(colours.muted);
        painter.drawText(QRectF(0, y - line / 2, plot.left() - letter / 2, line), Qt::AlignRight | Qt::AlignVCenter,
                         tick.label);
    }
    if (even_ > 0) {  // not for NaN
        const double x = std::round(plot.left() + even_ * plot.width()) + 0.5;
        painter.setPen(QPen(colours.muted, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
    painter.setPen(colours.muted);
    painter.drawText(QRectF(plot.left(), plot.bottom() + line, plot.width(), line), Qt::AlignCenter,
                     tr("prefix matching"));
    painter.drawText(QRectF(letter, letter / 2, width() - 2 * letter, line), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("copying, standard deviations"));
}

/// Signs of the layers at the right of the first line, as many as there is room for: the first and the last always.
void HeadsScatter::paint_layers(QPainter& painter) const
{
    if (heads_.empty())
        return;
    const Theme& colours = theme(palette());
    const QFontMetricsF metrics(font());
    const double line = std::ceil(metrics.height()), letter = metrics.averageCharWidth();
    const QString last = QString::number(layers_ - 1);
    const double cell = std::min(2 * letter, 12 * letter / layers_);
    double x = width() - letter - metrics.horizontalAdvance(last) - letter - cell * layers_;
    const QString first = tr("layer 0");
    if (x - metrics.horizontalAdvance(first) - letter <
        2 * letter + metrics.horizontalAdvance(tr("copying, standard deviations")))
        return;
    painter.setPen(colours.muted);
    painter.drawText(QRectF(0, letter / 2, x - letter, line), Qt::AlignRight | Qt::AlignVCenter, first);
    for (int layer = 0; layer < layers_; ++layer, x += cell)
        painter.fillRect(QRectF(x, letter / 2 + line * 0.3, cell - 1, line * 0.5),
                         layer_colour(colours, layer, layers_));
    painter.drawText(QRectF(x + letter, letter / 2, width() - x, line), Qt::AlignLeft | Qt::AlignVCenter, last);
}

/// Diamonds, so that they are told from dots without colour, and their name above the plot's right end.
void HeadsScatter::paint_recorded(QPainter& painter) const
{
    if (recorded_.empty())
        return;
    const Theme& colours = theme(palette());
    const auto diamond = [&painter](QPointF at, double size) {
        painter.drawPolygon(
            QPolygonF({at + QPointF(0, -size), at + QPointF(size, 0), at + QPointF(0, size), at + QPointF(-size, 0)}));
    };
    painter.setPen(QPen(colours.twin, 1.3));
    painter.setBrush(Qt::NoBrush);
    for (const HeadScore& score : recorded_)
        if (const QPointF at = place_of(score.prefix_random, score.copying_random); !std::isnan(at.x() + at.y()))
            diamond(at, radius());
    const QFontMetricsF metrics(font());
    const QRectF plot = plot_rect();
    const double line = std::ceil(metrics.height()), letter = metrics.averageCharWidth();
    const QString name = metrics.elidedText(recorded_name_, Qt::ElideRight, plot.width() - 3 * letter);
    const QRectF words(plot.right() - metrics.horizontalAdvance(name) - 1, plot.top() + 1, plot.width(), line);
    diamond(QPointF(words.left() - letter, words.center().y()), radius());
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, name);
}

void HeadsScatter::paint_dots(QPainter& painter) const
{
    const Theme& colours = theme(palette());
    const int lit = current_ < 0 ? -1 : heads_[static_cast<std::size_t>(current_)].layer;
    for (int head = 0; head < count(); ++head) {
        const QPointF at = dot_of(head);
        if (std::isnan(at.x()) || std::isnan(at.y()))
            continue;
        const int layer = heads_[static_cast<std::size_t>(head)].layer;
        QColor fill = layer_colour(colours, layer, layers_);
        QColor edge = colours.muted;
        if (lit >= 0 && layer != lit) {
            fill.setAlphaF(faded);
            edge.setAlphaF(faded);
        }
        painter.setPen(QPen(edge, 1));
        painter.setBrush(fill);
        painter.drawEllipse(at, radius(), radius());
    }
    painter.setBrush(Qt::NoBrush);
    for (const int head : {chosen_, current_}) {
        if (head < 0 || std::isnan(dot_of(head).x()) || std::isnan(dot_of(head).y()))
            continue;
        painter.setPen(QPen(head == chosen_ ? colours.mark : colours.text, ring_pen));
        painter.drawEllipse(dot_of(head), radius() + 2.5, radius() + 2.5);
    }
}

void HeadsScatter::paint_words(QPainter& painter) const
{
    if (current_ < 0)
        return;
    const Theme& colours = theme(palette());
    const QFontMetricsF metrics(font());
    const QRectF text = metrics.boundingRect(QRectF(0, 0, width(), height()), Qt::AlignLeft, words(current_));
    const QRectF plot = plot_rect();
    QPointF at = dot_of(current_);
    if (std::isnan(at.x()) || std::isnan(at.y()))
        at = plot.topLeft();
    QRectF box(0, 0, std::ceil(text.width()) + 2 * box_padding, std::ceil(text.height()) + box_padding);
    const bool is_left = at.x() + 2 * radius() + box.width() > width();
    box.moveTop(std::clamp(at.y() - box.height() / 2, 0.0, std::max(0.0, height() - box.height())));
    box.moveLeft(is_left ? at.x() - 2 * radius() - box.width() : at.x() + 2 * radius());
    box.moveLeft(std::max(0.0, box.left()));
    box = QRectF(std::round(box.left()) + 0.5, std::round(box.top()) + 0.5, box.width(), box.height());
    painter.setPen(QPen(colours.border, 1));
    painter.setBrush(colours.panel);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(colours.text);
    painter.drawText(box.adjusted(box_padding, 0, -box_padding, 0), Qt::AlignLeft | Qt::AlignVCenter, words(current_));
}

}  // namespace ttt
