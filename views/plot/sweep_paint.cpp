#include "views/plot/sweep_paint.h"

#include "views/number_text.h"
#include "views/plot/plot_ticks.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double radius = 4, whisker = 5, line_width = 1.8;  // device-independent pixels

QString value_text(const SweepGrid& grid, double value)
{
    constexpr double many = 1000;
    return std::abs(value) < many ? fixed_text(value, 1) + grid.suffix : number_text(value, 2) + grid.suffix;
}

void text_at(QPainter& painter, const QRectF& where, int flags, const QString& text, const QColor& colour)
{
    painter.setPen(colour);
    const auto width = static_cast<int>(where.width());
    painter.drawText(where, flags, painter.fontMetrics().elidedText(text, Qt::ElideRight, width));
}

/// Values of the first setting below the field, and the settings' names.
void paint_names(QPainter& painter, const SweepGrid& grid, const SweepLayout& layout, const Theme& theme)
{
    const QRectF field = layout.field();
    const double line = painter.fontMetrics().lineSpacing();
    const auto shown = std::max<qsizetype>(
        1, static_cast<qsizetype>(field.width() / (6.0 * painter.fontMetrics().averageCharWidth())));
    const qsizetype every = (grid.xs.size() + shown - 1) / shown;
    for (qsizetype x = 0; x < grid.xs.size(); x += std::max<qsizetype>(1, every)) {
        const QRectF column = layout.place({.x = static_cast<int>(x)});
        const QRectF below(column.left() - (every > 1 ? column.width() : 0), field.bottom() + line * 0.2,
                           column.width() * (every > 1 ? 3 : 1), line);
        text_at(painter, below, Qt::AlignHCenter | Qt::AlignTop, grid.xs[x], theme.text);
    }
    text_at(painter, {field.left(), field.bottom() + 1.4 * line, field.width(), line}, Qt::AlignHCenter, grid.x_name,
            theme.muted);
    const QString above = grid.is_map() ? grid.y_name + QStringLiteral("  ·  ") + grid.value_name : grid.value_name;
    text_at(painter, {0, line * 0.2, field.right(), line}, Qt::AlignLeft, QLatin1Char(' ') + above, theme.muted);
}

void paint_axis(QPainter& painter, const SweepGrid& grid, const SweepLayout& layout, const Theme& theme)
{
    const QRectF field = layout.field();
    const double line = painter.fontMetrics().lineSpacing();
    const int most = std::max(2, static_cast<int>(field.height() / (2.5 * line)));
    for (const Tick& tick : linear_ticks(layout.bottom(), layout.top(), most)) {
        const double y = layout.y_of(tick.at);
        painter.setPen(theme.grid);
        painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y));
        text_at(painter, {0, y - line / 2, field.left() - line / 3, line}, Qt::AlignRight | Qt::AlignVCenter,
                tick.label + grid.suffix, theme.muted);
    }
    if (!grid.reference)
        return;
    const double y = layout.y_of(*grid.reference);
    painter.setPen(QPen(theme.frozen, line_width, Qt::DashLine));
    painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y));
    text_at(painter, {field.left(), y - line, field.width() - line / 3, line}, Qt::AlignRight, grid.reference_name,
            theme.muted);
}

void paint_point(QPainter& painter, const SweepGrid& grid, const SweepLayout& layout, const Theme& theme,
                 std::size_t index)
{
    const SweepCell& cell = grid.cells[index];
    const QRectF column = layout.place(cell);
    const double x = column.center().x(), line = painter.fontMetrics().lineSpacing();
    if (std::isnan(cell.value)) {
        text_at(painter, {column.left(), layout.field().bottom() - 1.5 * line, column.width(), line}, Qt::AlignHCenter,
                cell.state, theme.failure);
        return;
    }
    const double y = layout.y_of(cell.value);
    painter.setPen(QPen(theme.adapted, line_width));
    if (std::isfinite(cell.low) && std::isfinite(cell.high)) {
        const double low = layout.y_of(cell.low), high = layout.y_of(cell.high);
        painter.drawLine(QPointF(x, low), QPointF(x, high));
        for (const double end : {low, high})
            painter.drawLine(QPointF(x - whisker, end), QPointF(x + whisker, end));
    }
    const bool is_best = static_cast<int>(index) == grid.best;
    painter.setBrush(is_best ? theme.mark : layout.is_outside(cell.value) ? theme.panel : theme.adapted);
    painter.drawEllipse(QPointF(x, y), is_best ? radius + 2 : radius, is_best ? radius + 2 : radius);
    const double beside = x + radius + whisker;
    if (is_best || layout.is_outside(cell.value))
        text_at(painter, {beside, y - line / 2, column.width(), line}, Qt::AlignLeft | Qt::AlignVCenter,
                value_text(grid, cell.value), theme.text);
}

/// Between neighbours that both have a result.
void paint_line(QPainter& painter, const SweepGrid& grid, const SweepLayout& layout, const Theme& theme)
{
    std::vector<const SweepCell*> by_x(static_cast<std::size_t>(grid.xs.size()));
    for (const SweepCell& cell : grid.cells)
        if (!std::isnan(cell.value) && cell.x >= 0 && cell.x < grid.xs.size())
            by_x[static_cast<std::size_t>(cell.x)] = &cell;
    QColor faint = theme.adapted;
    constexpr int half = 128;
    faint.setAlpha(half);
    painter.setPen(QPen(faint, line_width));
    for (std::size_t at = 1; at < by_x.size(); ++at)
        if (by_x[at] && by_x[at - 1])
            painter.drawLine(QPointF(layout.place(*by_x[at - 1]).center().x(), layout.y_of(by_x[at - 1]->value)),
                             QPointF(layout.place(*by_x[at]).center().x(), layout.y_of(by_x[at]->value)));
}

/// Better than the reference green, worse orange; without one from the best to the worst.
QColor colour_of(const SweepGrid& grid, const SweepLayout& layout, const Theme& theme, double value)
{
    if (!grid.reference)
        return sequential(theme,
                          1 - (std::min(value, layout.top()) - layout.bottom()) / (layout.top() - layout.bottom()));
    const double farthest = std::max(layout.top() - *grid.reference, *grid.reference - layout.bottom());
    return diverging(theme, std::clamp((value - *grid.reference) / farthest, -1.0, 1.0));
}

QColor on(const QColor& ground)
{
    constexpr double middle = 0.55;
    return ground.lightnessF() > middle ? QColor(Qt::black) : QColor(Qt::white);
}

void paint_cell(QPainter& painter, const SweepGrid& grid, const SweepLayout& layout, const Theme& theme,
                std::size_t index)
{
    const SweepCell& cell = grid.cells[index];
    const QRectF place = layout.place(cell).adjusted(1, 1, -1, -1);
    const bool is_empty = std::isnan(cell.value);
    const QColor ground = is_empty ? theme.panel : colour_of(grid, layout, theme, cell.value);
    painter.fillRect(place, ground);
    text_at(painter, place, Qt::AlignCenter, is_empty ? cell.state : value_text(grid, cell.value),
            is_empty ? theme.failure : on(ground));
    if (static_cast<int>(index) != grid.best)
        return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.mark, 3));
    painter.drawRect(place.adjusted(1, 1, -1, -1));
}

void paint_map(QPainter& painter, const SweepGrid& grid, const SweepLayout& layout, const Theme& theme)
{
    const QRectF field = layout.field();
    for (int y = 0; y < grid.ys.size(); ++y) {
        const QRectF row = layout.place({.y = y});
        text_at(painter, {0, row.top(), field.left() - painter.fontMetrics().averageCharWidth(), row.height()},
                Qt::AlignRight | Qt::AlignVCenter, grid.ys[y], theme.text);
    }
    for (std::size_t cell = 0; cell < grid.cells.size(); ++cell)
        paint_cell(painter, grid, layout, theme, cell);
}

}  // namespace

void paint_sweep(QPainter& painter, const SweepGrid& grid, const SweepLayout& layout, const Theme& theme, int chosen)
{
    painter.setRenderHint(QPainter::Antialiasing);
    paint_names(painter, grid, layout, theme);
    if (grid.is_map()) {
        paint_map(painter, grid, layout, theme);
    } else {
        paint_axis(painter, grid, layout, theme);
        paint_line(painter, grid, layout, theme);
        for (std::size_t cell = 0; cell < grid.cells.size(); ++cell)
            paint_point(painter, grid, layout, theme, cell);
    }
    if (chosen < 0 || chosen >= static_cast<int>(grid.cells.size()))
        return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.accent, 1.5, Qt::DashLine));
    painter.drawRect(layout.place(grid.cells[static_cast<std::size_t>(chosen)]).adjusted(1, 1, -1, -1));
}

}  // namespace ttt
