#include "views/plot/sweep_chart.h"

#include "views/plain_text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace ttt {

SweepChart::SweepChart(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Outcome over the settings"));
}

void SweepChart::set_grid(SweepGrid grid)
{
    const auto same = [&](const SweepCell& cell) {
        const SweepCell& before = grid_.cells[static_cast<std::size_t>(chosen_)];
        return grid.xs.value(cell.x) == grid_.xs.value(before.x) && grid.ys.value(cell.y) == grid_.ys.value(before.y);
    };
    int chosen = grid.best;
    if (is_own_choice_ && chosen_ >= 0)
        if (const auto found = std::ranges::find_if(grid.cells, same); found != grid.cells.end())
            chosen = static_cast<int>(found - grid.cells.begin());
    grid_ = std::move(grid);
    chosen_ = -1;
    is_own_choice_ = is_own_choice_ && chosen != grid_.best;
    choose(chosen);
    update();
}

void SweepChart::set_empty_text(const QString& text)
{
    empty_text_ = text;
    update();
}

void SweepChart::choose(int cell)
{
    if (std::exchange(chosen_, cell) == cell)
        return;
    setAccessibleDescription(cell < 0 ? QString() : grid_.cells[static_cast<std::size_t>(cell)].words);
    update();
    Q_EMIT chosen_changed();
}

SweepLayout SweepChart::layout_now() const
{
    return {grid_, size(), QFontMetricsF(font())};
}

void SweepChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& colours = theme(palette());
    painter.fillRect(rect(), colours.panel);
    if (!grid_.cells.empty())
        return paint_sweep(painter, grid_, layout_now(), colours, chosen_);
    painter.setPen(colours.muted);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, empty_text_);
}

void SweepChart::mousePressEvent(QMouseEvent* event)
{
    if (const int cell = layout_now().cell_at(event->position()); cell >= 0) {
        is_own_choice_ = true;
        choose(cell);
    }
}

/// To the next cell in that direction.
void SweepChart::step(int x, int y)
{
    if (chosen_ < 0)
        return choose(grid_.cells.empty() ? -1 : 0);
    const SweepCell& from = grid_.cells[static_cast<std::size_t>(chosen_)];
    const auto next = std::ranges::find_if(
        grid_.cells, [&](const SweepCell& cell) { return cell.x == from.x + x && cell.y == from.y + y; });
    if (next == grid_.cells.end())
        return;
    is_own_choice_ = true;
    choose(static_cast<int>(next - grid_.cells.begin()));
}

void SweepChart::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1, 0);
    case Qt::Key_Right:
        return step(1, 0);
    case Qt::Key_Up:
        return step(0, 1);
    case Qt::Key_Down:
        return step(0, -1);
    default:
        QWidget::keyPressEvent(event);
    }
}

bool SweepChart::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int cell = layout_now().cell_at(help->pos());
    show_tip(help->globalPos(), cell < 0 ? QString() : grid_.cells[static_cast<std::size_t>(cell)].words, this);
    return true;
}

QSize SweepChart::sizeHint() const
{
    constexpr int letters = 90, lines = 20;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

QSize SweepChart::minimumSizeHint() const
{
    constexpr int letters = 40, lines = 10;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

}  // namespace ttt
