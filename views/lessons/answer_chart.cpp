#include "views/lessons/answer_chart.h"

#include "views/lessons/lesson_truth.h"
#include "views/number_text.h"
#include "views/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr int axis_parts = 4;

QPolygonF line_of(const std::vector<double>& values, const QRectF& area, double from, double to)
{
    QPolygonF line;
    for (std::size_t at = 0; at < values.size(); ++at)
        if (std::isfinite(values[at]))
            line.append(
                {area.left() + area.width() * (static_cast<double>(at) + 0.5) / static_cast<double>(values.size()),
                 area.bottom() - area.height() * (std::clamp(values[at], from, to) - from) / (to - from)});
    return line;
}

}  // namespace

AnswerChart::AnswerChart(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Answers to the chosen question"));
}

void AnswerChart::set_answers(const LessonAsk& ask, std::vector<ShownAnswer> answers)
{
    ask_ = ask;
    answers_ = std::move(answers);
    QStringList words;
    for (const OptionCount& count : counts())
        words.append(tr("%1: %2").arg(count.option).arg(count.count));
    setAccessibleDescription(has_curves() ? tr("%1 sketched curves").arg(answers_.size())
                                          : words.join(QStringLiteral("; ")));
    update();
}

QSize AnswerChart::minimumSizeHint() const
{
    return {fontMetrics().height() * 20, fontMetrics().height() * 10};
}

bool AnswerChart::has_curves() const
{
    return !answers_.empty() && !points_of(answers_.front().answer).empty();
}

std::vector<OptionCount> AnswerChart::counts() const
{
    std::vector<OptionCount> counts;
    if (has_curves())
        return counts;
    for (const QString& option : ask_.options)
        counts.push_back({option, 0, ask_.options.indexOf(option) == ask_.right});
    for (const ShownAnswer& answer : answers_) {
        const auto found = std::find_if(counts.begin(), counts.end(),
                                        [&](const auto& count) { return count.option == answer.answer; });
        if (found == counts.end())
            counts.push_back({answer.answer, 1, answer.answer == answer.truth});
        else
            ++found->count;
    }
    std::stable_sort(counts.begin() + ask_.options.size(), counts.end(),
                     [](const OptionCount& a, const OptionCount& b) { return a.count > b.count; });
    return counts;
}

/// That of the question; of an unknown one what was drawn.
std::pair<double, double> AnswerChart::range() const
{
    if (ask_.kind == LessonAsk::Kind::curve)
        return {ask_.y_from, ask_.y_to};
    double from = 0, to = 1;
    for (const ShownAnswer& answer : answers_)
        for (const double point : points_of(answer.answer)) {
            from = std::fmin(from, point);
            to = std::fmax(to, point);
        }
    return {from, to};
}

void AnswerChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (answers_.empty()) {
        painter.setPen(theme(palette()).muted);
        painter.drawText(rect(), Qt::AlignCenter, tr("No answers to this question"));
        return;
    }
    has_curves() ? paint_curves(painter) : paint_bars(painter);
}

void AnswerChart::paint_curves(QPainter& painter)
{
    const Theme& colours = theme(palette());
    const double line = fontMetrics().height();
    const auto [from, to] = range();
    const QRectF area = QRectF(rect()).adjusted(line * 3.5, line * 2.2, -line, -line * 1.8);
    for (int part = 0; part <= axis_parts; ++part) {
        const double y = area.bottom() - area.height() * part / axis_parts;
        painter.setPen(colours.grid);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(colours.muted);
        painter.drawText(QRectF(0, y - line / 2, area.left() - line * 0.4, line), Qt::AlignRight | Qt::AlignVCenter,
                         number_text(from + (to - from) * part / axis_parts, 3));
    }
    painter.drawText(QRectF(0, 0, width(), line), Qt::AlignLeft, ask_.y_label);
    painter.drawText(QRectF(0, height() - line * 1.3, width(), line), Qt::AlignCenter, ask_.x_label);
    constexpr float faint = 0.45F;
    QColor sketch = colours.accent, truth = colours.adapted;
    sketch.setAlphaF(faint);
    for (const ShownAnswer& answer : answers_) {
        painter.setPen(QPen(sketch, 1.6));
        painter.drawPolyline(line_of(points_of(answer.answer), area, from, to));
    }
    // Machines differ in the last digits: one line each, mostly over each other.
    truth.setAlphaF(0.8F);
    for (const ShownAnswer& answer : answers_) {
        painter.setPen(QPen(truth, 2.6));
        painter.drawPolyline(line_of(points_of(answer.truth), area, from, to));
    }
    painter.setPen(colours.accent);
    const QString mine = tr("— sketched (%1)").arg(answers_.size());
    painter.drawText(QPointF(area.left(), line * 1.8), mine);
    painter.setPen(colours.adapted);
    painter.drawText(QPointF(area.left() + fontMetrics().horizontalAdvance(mine) + line, line * 1.8), tr("— measured"));
}

void AnswerChart::paint_bars(QPainter& painter)
{
    const Theme& colours = theme(palette());
    const std::vector<OptionCount> all = counts();
    const double line = fontMetrics().height(), row = std::min(line * 2.4, height() / static_cast<double>(all.size()));
    int most = 1;
    for (const OptionCount& count : all)
        most = std::max(most, count.count);
    const double words = width() * 0.5, room = width() * 0.5 - line * 3;
    for (std::size_t at = 0; at < all.size(); ++at) {
        const OptionCount& count = all[at];
        const double y = row * static_cast<double>(at);
        painter.setPen(count.right ? colours.adapted : colours.text);
        const QString text = count.right ? tr("✓ %1").arg(count.option) : count.option;
        painter.drawText(QRectF(0, y, words - line / 2, row), Qt::AlignRight | Qt::AlignVCenter,
                         fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(words - line / 2)));
        const QRectF bar(words, y + row * 0.25, room * count.count / most, row * 0.5);
        painter.fillRect(bar, count.right ? colours.adapted : colours.frozen);
        painter.setPen(colours.text);
        painter.drawText(QRectF(bar.right() + line * 0.4, y, line * 3, row), Qt::AlignLeft | Qt::AlignVCenter,
                         QString::number(count.count));
    }
}

}  // namespace ttt
