#include "views/lab/theorem_chart.h"

#include "views/lab/theorem_chart_paint.h"
#include "views/number_text.h"
#include "views/plain_text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double roomy_lines = 3.0;  // height of a row, in lines, from which on its name stands above the bar
constexpr double most_bar_lines = 1.6;
constexpr double bar_part = 0.62;  // of the height that a row has for its bar

QFont bold_font(QFont font)
{
    font.setBold(true);
    return font;
}

}  // namespace

/// Where things are, in pixels of the widget.
struct TheoremChart::Layout {
    QRectF title, agreement, rows, labels;
    TheoremScale scale;
    double pitch = 1, line = 1;
    bool is_roomy = false;

    QRectF row(int at) const { return {rows.left(), rows.top() + at * pitch, rows.width(), pitch}; }

    QRectF words(int at) const
    {
        const QRectF whole = row(at);
        const double height = std::min(most_bar_lines * line, (pitch - line) * bar_part);
        return {whole.left(), whole.top() + (pitch - line - height) / 2, whole.width(), line};
    }

    /// From edge to edge; the scale says which part a value takes.
    QRectF bar(int at) const
    {
        const QRectF whole = row(at);
        const double room = is_roomy ? pitch - line : pitch;
        const double height = std::min(most_bar_lines * line, room * bar_part);
        const double top = is_roomy ? words(at).bottom() + 2 : whole.center().y() - height / 2;
        return {whole.left(), top, whole.width(), height};
    }
};

TheoremChart::TheoremChart(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

void TheoremChart::set_result(const TheoremResult& result, TheoremRange range, bool with_single)
{
    rows_ = theorem_rows(result);
    title_ = theorem_target_name(result.setup.tap);
    kind_ = result.setup.tap == 3 ? tr("LM-aligned") : result.setup.tap == 2 ? tr("reconstruction") : QString();
    agreement_ = theorem_agreement_in_short(result);
    signal_ = theorem_signal(result);
    range_ = range;
    with_single_ = with_single;
    current_ = std::min(current_, static_cast<int>(rows_.size()) - 1);
    QStringList description{theorem_agreement(result)};
    for (const TheoremRow& row : rows_)
        description += theorem_row_text(row);
    setAccessibleName(tr("Change of the logits, %1").arg(title_));
    setAccessibleDescription(description.join(u'\n'));
    update();
}

void TheoremChart::set_empty(const QString& sentence)
{
    rows_.clear();
    empty_ = sentence;
    current_ = -1;
    setAccessibleName(sentence);
    update();
}

TheoremChart::Layout TheoremChart::place() const
{
    const QFontMetricsF metrics(font());
    const double gap = metrics.averageCharWidth(), count = std::max<double>(1, static_cast<double>(rows_.size()));
    Layout layout;
    layout.line = std::ceil(metrics.height());
    layout.title = QRectF(gap, 0, width() - 2 * gap, layout.line);
    layout.agreement = layout.title.translated(0, layout.line);
    layout.labels = QRectF(0, height() - layout.line, width(), layout.line);
    layout.rows = QRectF(gap, layout.agreement.bottom() + gap / 2, width() - 2 * gap,
                         layout.labels.top() - layout.agreement.bottom() - gap / 2);
    layout.pitch = layout.rows.height() / count;
    layout.is_roomy = layout.pitch >= roomy_lines * layout.line;
    double before = 0, after = 0;
    for (const TheoremRow& row : rows_) {
        before = std::max(before, QFontMetricsF(bold_font(font())).horizontalAdvance(row.sign));
        after = std::max(after, metrics.horizontalAdvance(number_text(row.measured)));
    }
    const double left = layout.is_roomy ? 0 : before + gap, right = layout.is_roomy ? gap : after + gap;
    layout.scale = {layout.rows.left() + left, std::max(1.0, layout.rows.width() - left - right), range_};
    return layout;
}

QRectF TheoremChart::bar_of(int row) const
{
    const Layout layout = place();
    const QRectF bar = layout.bar(row);
    return layout.scale.bar(rows_[static_cast<std::size_t>(row)].predicted, bar.top(), bar.height());
}

QSize TheoremChart::sizeHint() const
{
    constexpr int letters = 34, lines = 15;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

QSize TheoremChart::minimumSizeHint() const
{
    constexpr int letters = 22, lines = 4;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

void TheoremChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& colours = theme(palette());
    painter.setPen(colours.muted);
    if (rows_.empty()) {
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, empty_);
        return;
    }
    const Layout layout = place();
    const QFontMetricsF metrics(font());
    const QString below = kind_.isEmpty() ? agreement_ : tr("%1 · %2").arg(kind_, agreement_);
    painter.drawText(layout.agreement, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(below, Qt::ElideRight, layout.agreement.width()));
    paint_theorem_axis(painter, colours, layout.scale, layout.rows, layout.labels, signal_);
    for (int at = 0; at < static_cast<int>(rows_.size()); ++at) {
        const TheoremRow& row = rows_[static_cast<std::size_t>(at)];
        if (at == current_)
            painter.fillRect(layout.row(at), colours.panel_title);
        painter.setPen(colours.text);
        painter.setFont(row.is_written ? bold_font(font()) : font());
        const QRectF words = layout.is_roomy ? layout.words(at) : layout.row(at);
        const QString name = layout.is_roomy ? row.name : row.sign;
        const double wide = QFontMetricsF(painter.font()).horizontalAdvance(name);
        if (at != current_)  // no line of the axis through the words
            painter.fillRect(QRectF(words.left() + 1, words.center().y() - layout.line / 2, wide, layout.line),
                             palette().color(backgroundRole()));
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, name);
        painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, number_text(row.measured));
        paint_theorem_bar(painter, colours, layout.scale, row, layout.bar(at), with_single_);
    }
    painter.setFont(bold_font(font()));
    painter.setPen(colours.text);
    painter.drawText(layout.title, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(title_, Qt::ElideRight, layout.title.width()));
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

int TheoremChart::row_at(QPoint at) const
{
    const Layout layout = place();
    if (rows_.empty() || !layout.rows.contains(at))
        return -1;
    return std::min(static_cast<int>((at.y() - layout.rows.top()) / layout.pitch), static_cast<int>(rows_.size()) - 1);
}

void TheoremChart::set_current(int row)
{
    if (row == current_)
        return;
    current_ = row;
    update();
}

void TheoremChart::tell_current()
{
    if (current_ < 0)
        return QToolTip::hideText();
    const QRectF row = place().row(current_);
    show_tip(mapToGlobal(row.bottomLeft().toPoint()), theorem_row_text(rows_[static_cast<std::size_t>(current_)]),
             this);
}

void TheoremChart::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(rows_.size()) - 1;
    if (event->key() == Qt::Key_Escape && current_ >= 0)
        set_current(-1);
    else if (event->key() == Qt::Key_Down && last >= 0)
        set_current(std::min(current_ + 1, last));
    else if (event->key() == Qt::Key_Up && last >= 0)
        set_current(std::max(current_ - 1, 0));
    else
        return QWidget::keyPressEvent(event);
    tell_current();
}

void TheoremChart::mouseMoveEvent(QMouseEvent* event)
{
    set_current(row_at(event->pos()));
}

void TheoremChart::leaveEvent(QEvent*)
{
    set_current(-1);
}

void TheoremChart::focusOutEvent(QFocusEvent* event)
{
    set_current(-1);
    QWidget::focusOutEvent(event);
}

bool TheoremChart::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        set_current(row_at(static_cast<QHelpEvent*>(event)->pos()));
        tell_current();
        return true;
    }
    return QWidget::event(event);
}

}  // namespace ttt
