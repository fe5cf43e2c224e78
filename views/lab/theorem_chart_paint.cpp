#include "views/lab/theorem_chart_paint.h"

#include "views/plot/plot_ticks.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TheoremView)
};

constexpr double outline_pen = 1.2, mark_pen = 1.6;
constexpr double filling = 0.56;    // height of the measured bar in that of the predicted one
constexpr double tick_letters = 9;  // room of one number below the axis

QColor measured_colour(const Theme& theme)
{
    return series_colour(theme, 0);
}
QColor single_colour(const Theme& theme)
{
    return series_colour(theme, 1);
}

void paint_outline(QPainter& painter, const Theme& theme, const QRectF& bar)
{
    QColor hatch = theme.muted;
    hatch.setAlphaF(0.45F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QBrush(hatch, Qt::BDiagPattern));
    painter.drawRect(bar);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.text, outline_pen));
    painter.drawRect(bar);
}

QRectF inside(const QRectF& bar)
{
    const double height = std::max(2.0, std::round(bar.height() * filling));
    return {bar.left(), bar.center().y() - height / 2, bar.width(), height};
}

void paint_whisker(QPainter& painter, const Theme& theme, double low, double high, double y, double cap)
{
    painter.setPen(QPen(theme.text, outline_pen));
    painter.drawLine(QPointF(low, y), QPointF(high, y));
    for (const double x : {low, high})
        painter.drawLine(QPointF(x, y - cap), QPointF(x, y + cap));
}

void paint_single(QPainter& painter, const Theme& theme, double low, double high, const QRectF& place)
{
    painter.setPen(QPen(single_colour(theme), mark_pen));
    for (const double x : {low, high})
        painter.drawLine(QPointF(x, place.top() - 2), QPointF(x, place.bottom() + 2));
    if (high - low > 1)
        painter.drawLine(QPointF(low, place.bottom() + 2), QPointF(high, place.bottom() + 2));
}

}  // namespace

QRectF TheoremScale::bar(double value, double top, double height) const
{
    const double zero = px(0), end = px(value);
    return {std::min(zero, end), top, std::abs(end - zero), height};
}

void paint_theorem_bar(QPainter& painter, const Theme& theme, const TheoremScale& scale, const TheoremRow& row,
                       QRectF place, bool with_single)
{
    const auto at_pixel = [](QRectF bar) {
        return QRectF(std::round(bar.left()) + 0.5, std::round(bar.top()) + 0.5, std::round(bar.width()),
                      std::round(bar.height()));
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paint_outline(painter, theme, at_pixel(scale.bar(row.predicted, place.top(), place.height())));
    const QRectF filled = inside(at_pixel(scale.bar(row.measured, place.top(), place.height())));
    painter.fillRect(filled, measured_colour(theme));
    if (row.is_many && scale.px(row.high) - scale.px(row.low) > 1)
        paint_whisker(painter, theme, scale.px(row.low), scale.px(row.high), place.center().y(), place.height() / 4);
    if (with_single)
        paint_single(painter, theme, scale.px(row.single_low), scale.px(row.single_high), place);
    painter.restore();
}

void paint_theorem_legend(QPainter& painter, const Theme& theme, QRectF place, bool with_single)
{
    const QFontMetricsF metrics(painter.font());
    const double sign = metrics.height() * 1.2, gap = metrics.averageCharWidth();
    double x = place.left();
    const auto fits = [&](const QString& text) {
        return x + sign + gap + metrics.horizontalAdvance(text) <= place.right();
    };
    const auto words = [&](const QString& text) {
        painter.setPen(theme.muted);
        painter.drawText(QRectF(x + sign + gap, place.top(), place.right() - x, place.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        x += sign + gap + metrics.horizontalAdvance(text) + 2 * gap;
    };
    const auto box = [&] {
        const double height = std::round(metrics.height() * 0.6);
        return QRectF(std::round(x) + 0.5, std::round(place.center().y() - height / 2) + 0.5, sign, height);
    };
    const auto middle = [&] { return std::round(x + sign / 2) + 0.5; };
    paint_outline(painter, theme, box());
    words(Words::tr("predicted"));
    painter.fillRect(inside(box()), measured_colour(theme));
    words(Words::tr("measured"));
    if (with_single) {
        paint_single(painter, theme, middle(), middle(), box());
        words(Words::tr("one run"));
    }
    if (const QString signal = Words::tr("η c_align"); fits(signal)) {
        painter.setPen(QPen(theme.muted, 1, Qt::DotLine));
        painter.drawLine(QPointF(middle(), place.top() + 2), QPointF(middle(), place.bottom() - 2));
        words(signal);
    }
    const QString axis = Words::tr("change of the logit");
    painter.setPen(theme.muted);
    if (fits(axis))
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, axis);
}

void paint_theorem_axis(QPainter& painter, const Theme& theme, const TheoremScale& scale, QRectF bars, QRectF labels,
                        double signal)
{
    const QFontMetricsF metrics(painter.font());
    const auto line = [&](double value, const QPen& pen) {
        painter.setPen(pen);
        const double x = std::round(scale.px(value)) + 0.5;
        painter.drawLine(QPointF(x, bars.top()), QPointF(x, bars.bottom()));
    };
    const int most = std::max(2, static_cast<int>(scale.width / (tick_letters * metrics.averageCharWidth())));
    for (const Tick& tick : linear_ticks(scale.range.low, scale.range.high, most)) {
        line(tick.at, QPen(theme.grid, 1));
        const double half = metrics.horizontalAdvance(tick.label) / 2;
        const double x = std::min(scale.px(tick.at), labels.right() - half - 1);
        painter.setPen(theme.muted);
        painter.drawText(QRectF(x - 2 * half, labels.top(), 4 * half, labels.height()), Qt::AlignCenter, tick.label);
    }
    line(0, QPen(theme.muted, 1));
    if (signal > 0)
        line(signal, QPen(theme.muted, 1, Qt::DotLine));
}

}  // namespace ttt
