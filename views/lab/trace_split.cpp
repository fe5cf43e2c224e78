#include "views/lab/trace_split.h"

#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QHelpEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TraceSplit)
};

constexpr int rows = 4;               // direct, rescaled, indirect, change
constexpr double line_factor = 1.35;  // height of a row in heights of the font
constexpr double bar_part = 0.62;     // of the row's height
constexpr double side = 12, gap = 8;  // pixels
constexpr double least_bar = 1;

struct Part {
    QString name;
    double from, value;
};

std::array<Part, rows> parts_of(const LogitTrace& trace)
{
    return {Part{Words::tr("direct"), 0, trace.direct}, Part{Words::tr("rescaled"), trace.direct, trace.rescaled},
            Part{Words::tr("indirect"), trace.direct + trace.rescaled, trace.indirect},
            Part{Words::tr("change"), 0, trace.change}};
}

const std::array<QString, rows>& tips()
{
    static const std::array<QString, rows> texts{
        Words::tr("Direct: what the written weights add to the logit themselves, Σ over fast layers of "
                  "e_w · diag(g) S z / rms(h). It is the sum of its terms by chunk, without a rest."),
        Words::tr("Rescaled: the frozen logit times (rms frozen / rms adapted − 1), because the final norm divides by "
                  "another size."),
        Words::tr("Indirect: change − direct − rescaled, what later layers made of the changed states."),
        Words::tr("Change = logit adapted − logit frozen = direct + rescaled + indirect.")};
    return texts;
}

}  // namespace

TraceSplit::TraceSplit(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("The change of the logit in three parts"));
}

void TraceSplit::set_trace(const std::optional<LogitTrace>& trace)
{
    trace_ = trace;
    QStringList words;
    if (trace_)
        for (const Part& part : parts_of(*trace_))
            words += part.name + u' ' + signed_text(part.value);
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

double TraceSplit::line_height() const
{
    return std::ceil(QFontMetricsF(font()).height() * line_factor);
}

QSize TraceSplit::sizeHint() const
{
    return {static_cast<int>(24 * line_height()), static_cast<int>(rows * line_height())};
}

QSize TraceSplit::minimumSizeHint() const
{
    return {static_cast<int>(12 * line_height()), static_cast<int>(rows * line_height())};
}

void TraceSplit::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.panel);
    if (!trace_)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const auto parts = parts_of(*trace_);
    double low = 0, high = 0, names = 0, numbers = 0;
    QFont bold = font();
    bold.setBold(true);
    const QFontMetricsF metrics(bold);
    for (const Part& part : parts) {
        low = std::min({low, part.from, part.from + part.value});
        high = std::max({high, part.from, part.from + part.value});
        names = std::max(names, metrics.horizontalAdvance(part.name));
        numbers = std::max(numbers, metrics.horizontalAdvance(signed_text(part.value)));
    }
    const double left = side + std::ceil(names) + gap, right = width() - side - std::ceil(numbers) - gap;
    const auto x_of = [&](double value) {
        return high > low ? left + (value - low) / (high - low) * (right - left) : left;
    };
    const double line = line_height(), zero = std::round(x_of(0)) + 0.5;
    painter.setPen(QPen(colours.border, 1));
    painter.drawLine(QPointF(zero, 0), QPointF(zero, rows * line));
    painter.drawLine(QPointF(side, (rows - 1) * line + 0.5), QPointF(width() - side, (rows - 1) * line + 0.5));
    for (int row = 0; row < rows; ++row) {
        const Part& part = parts[static_cast<std::size_t>(row)];
        const double top = row * line, height = std::round(line * bar_part), bar_top = top + (line - height) / 2;
        const double from = x_of(part.from), to = x_of(part.from + part.value);
        const double wide = std::max(least_bar, std::abs(to - from));
        painter.fillRect(QRectF(std::min(from, to), bar_top, wide, height),
                         diverging(colours, part.value < 0 ? 1 : -1));
        painter.setPen(QPen(colours.muted, 1, Qt::DotLine));
        if (row + 1 < rows)  // to where the next one goes on
            painter.drawLine(QPointF(to, bar_top + height), QPointF(to, bar_top + line));
        painter.setFont(row + 1 < rows ? font() : bold);
        painter.setPen(row + 1 < rows ? colours.muted : colours.text);
        painter.drawText(QRectF(side, top, names + gap, line), Qt::AlignLeft | Qt::AlignVCenter, part.name);
        painter.setPen(colours.text);
        painter.drawText(QRectF(right, top, width() - side - right, line), Qt::AlignRight | Qt::AlignVCenter,
                         signed_text(part.value));
    }
}

bool TraceSplit::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !trace_)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int row = std::clamp(static_cast<int>(help->pos().y() / line_height()), 0, rows - 1);
    show_tip(help->globalPos(), tips()[static_cast<std::size_t>(row)], this);
    return true;
}

}  // namespace ttt
