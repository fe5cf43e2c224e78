#include "views/forms/session_delegate.h"

#include "views/forms/session_rows.h"
#include "views/tables/flat_header.h"
#include "views/theme.h"

#include <QLineEdit>
#include <QPainter>

namespace ttt {

namespace {

constexpr double smaller = 0.92;  // the second line's font
constexpr double selected_tint = 0.16;
constexpr double hovered_tint = 0.07;
constexpr int least_letters = 4;  // fewer say nothing

QColor state_colour(RunState state, const Theme& colours)
{
    switch (state) {
    case RunState::running:
        return colours.accent;
    case RunState::finished:
        return colours.adapted;
    case RunState::interrupted:
        return colours.warning;
    case RunState::failed:
    case RunState::diverged:
        return colours.failure;
    case RunState::cancelled:
        break;
    }
    return colours.muted;
}

/// Lines of a row, from the font.
struct RowPlaces {
    QRect mark, first, second;
};

QFont second_font(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * smaller);
    return font;
}

RowPlaces places(const QStyleOptionViewItem& option)
{
    const QFontMetrics& metrics = option.fontMetrics;
    const int margin = cell_margin(metrics), line = metrics.height();
    const int side = metrics.ascent() * 5 / 6;
    const int left = option.rect.left() + margin + side + margin;
    const int top = option.rect.top() + (option.rect.height() - 2 * line) / 2;
    const int width = option.rect.right() - margin - left;
    return {QRect(option.rect.left() + margin, top + (line - side) / 2, side, side), QRect(left, top, width, line),
            QRect(left, top + line, width, line)};
}

/// Returns what the words leave, at their right; where hardly a letter has room there are none.
QRect paint_left(QPainter& painter, const QRect& rect, const QString& words)
{
    const QFontMetrics metrics = painter.fontMetrics();
    if (rect.width() < least_letters * metrics.averageCharWidth())
        return {};
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(words, Qt::ElideRight, rect.width()));
    return rect.adjusted(metrics.horizontalAdvance(words) + 2 * cell_margin(metrics), 0, 0, 0);
}

/// Words of less weight: where there is no room they are left to the tooltip.
void paint_right(QPainter& painter, const QRect& rect, const QString& words)
{
    const QFontMetrics metrics = painter.fontMetrics();
    if (rect.width() >= least_letters * metrics.averageCharWidth())
        painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(words, Qt::ElideRight, rect.width()));
}

/// What tells it from the others first, and behind it the rest in smaller letters. Returns what these leave.
QRect paint_title(QPainter& painter, const QRect& rect, const RunEntry& run, const Theme& colours)
{
    const QColor choices = run.is_control ? colours.failure : colours.text;
    const bool by_choices = run.name.isEmpty() && !run.choices.isEmpty();
    painter.setPen(by_choices ? choices : colours.text);
    const QRect rest = paint_left(painter, rect, by_choices ? run.choices : entry_title(run));
    QFont smaller_letters = second_font(painter.font());
    smaller_letters.setBold(false);
    painter.setFont(smaller_letters);
    painter.setPen(run.is_control && !by_choices ? choices : colours.muted);
    return paint_left(painter, rest, by_choices ? run.document : run.choices);
}

void paint_ground(QPainter& painter, const QStyleOptionViewItem& option, const Theme& colours)
{
    const bool selected = option.state & QStyle::State_Selected;
    QColor tint = colours.accent;
    tint.setAlphaF(static_cast<float>(selected ? selected_tint : hovered_tint));
    if (selected || option.state & QStyle::State_MouseOver)
        painter.fillRect(option.rect, tint);
    painter.setPen(colours.grid);
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    constexpr int bar = 3;  // a shape beside the tint
    if (selected)
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), bar, option.rect.height()), colours.accent);
}

}  // namespace

void paint_state(QPainter& painter, const QRectF& square, RunState state, const Theme& theme)
{
    const QColor colour = state_colour(state, theme);
    const double side = square.width();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, side / 6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto at = [&](double x, double y) { return square.topLeft() + QPointF(x * side, y * side); };
    constexpr int half_turn = 180 * 16, quarter_turn = 90 * 16;  // QPainter counts sixteenths of a degree
    const QRectF inner = square.adjusted(side / 8, side / 8, -side / 8, -side / 8);
    switch (state) {
    case RunState::finished:
        painter.drawPolyline(QPolygonF({at(0.1, 0.55), at(0.4, 0.85), at(0.9, 0.15)}));
        break;
    case RunState::failed:
        painter.drawLine(at(0.15, 0.15), at(0.85, 0.85));
        painter.drawLine(at(0.85, 0.15), at(0.15, 0.85));
        break;
    case RunState::diverged:  // a curve that leaves the picture
        painter.drawPolyline(QPolygonF({at(0.1, 0.9), at(0.55, 0.75), at(0.75, 0.5), at(0.85, 0.05)}));
        painter.drawLine(at(0.6, 0.2), at(0.85, 0.05));
        break;
    case RunState::interrupted:
        painter.drawEllipse(inner);
        painter.setBrush(colour);
        painter.drawPie(inner, quarter_turn, half_turn);
        break;
    case RunState::running:
    case RunState::cancelled:
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        state == RunState::running ? painter.drawEllipse(inner) : painter.drawRect(inner);
        break;
    }
    painter.restore();
}

void SessionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& colours = theme(option.palette);
    const auto& rows = *static_cast<const SessionRows*>(index.model());
    const RunEntry& run = rows.run(index.row());
    const RowPlaces place = places(option);
    painter->save();
    paint_ground(*painter, option, colours);
    paint_state(*painter, place.mark, run.state, colours);
    QFont first = option.font;
    first.setBold(rows.is_shown(index.row()));
    painter->setFont(first);
    const QRect beside_title = paint_title(*painter, place.first, run, colours);
    painter->setFont(second_font(option.font));
    painter->setPen(run.state == RunState::diverged ? colours.failure : colours.muted);
    const QRect beside_numbers = paint_left(*painter, place.second, entry_numbers(run));
    painter->setPen(colours.muted);
    QStringList beside;
    if (rows.is_shown(index.row()))
        beside += tr("shown");
    if (!run.notes.isEmpty())
        beside += tr("note");
    paint_right(*painter, beside_title, beside.join(QStringLiteral(" · ")));
    paint_right(*painter, beside_numbers, run.tags.join(QStringLiteral(", ")));
    painter->restore();
}

QSize SessionDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    constexpr int least_letters = 16;
    const QFontMetrics& metrics = option.fontMetrics;
    return {least_letters * metrics.averageCharWidth(), 2 * metrics.height() + metrics.height() * 3 / 4};
}

QWidget* SessionDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                                       const QModelIndex& index) const
{
    QWidget* editor = QStyledItemDelegate::createEditor(parent, option, index);
    if (auto* line = qobject_cast<QLineEdit*>(editor)) {
        line->setAccessibleName(tr("Name of the run"));
        line->setPlaceholderText(index.data(Qt::DisplayRole).toString());
    }
    return editor;
}

/// Runs are told anew all the time: what a person is typing stays.
void SessionDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    const auto* line = qobject_cast<QLineEdit*>(editor);
    if (!line || !line->isModified())
        QStyledItemDelegate::setEditorData(editor, index);
}

void SessionDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                           const QModelIndex&) const
{
    const QRect line = places(option).first;
    const int spare = std::max(0, editor->sizeHint().height() - line.height());
    editor->setGeometry(line.adjusted(-spare / 2, -spare / 2, 0, spare - spare / 2));
}

}  // namespace ttt
