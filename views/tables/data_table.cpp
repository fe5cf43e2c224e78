#include "views/tables/data_table.h"

#include "views/tables/flat_header.h"
#include "views/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

namespace ttt {

namespace {

constexpr double marked_tint = 0.22;
constexpr double hovered_tint = 0.09;

QColor tinted(const QColor& panel, QColor colour, double amount)
{
    colour.setRgbF(static_cast<float>(panel.redF() + (colour.redF() - panel.redF()) * amount),
                   static_cast<float>(panel.greenF() + (colour.greenF() - panel.greenF()) * amount),
                   static_cast<float>(panel.blueF() + (colour.blueF() - panel.blueF()) * amount));
    return colour;
}

QColor text_colour(const Theme& colours, const QVariant& alert)
{
    switch (alert.isValid() ? static_cast<Alert>(alert.toInt()) : Alert::none) {
    case Alert::good:
        return colours.adapted;
    case Alert::quiet:
        return colours.muted;
    case Alert::warning:
        return colours.warning;
    case Alert::failure:
        return colours.failure;
    case Alert::none:
        break;
    }
    return colours.text;
}

void paint_bar(QPainter& painter, const QRect& rect, const QColor& colour)
{
    constexpr int width = 3;  // a shape beside the tint, for those who see no colours
    painter.fillRect(QRect(rect.left(), rect.top(), width, rect.height()), colour);
}

}  // namespace

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& colours = theme(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        painter->fillRect(option.rect, tinted(colours.panel, colours.mark, marked_tint));
    else if (index.row() == hovered_row)
        painter->fillRect(option.rect, tinted(colours.panel, colours.mark, hovered_tint));
    painter->setPen(colours.grid);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    if (selected && index.column() == 0)
        paint_bar(*painter, option.rect, colours.mark);

    QFont font = option.font;
    const QVariant alert = index.data(alert_role);
    font.setBold(alert.isValid() && alert.toInt() >= static_cast<int>(Alert::warning));
    painter->setFont(font);
    const int margin = cell_margin(option.fontMetrics);
    const QRect inside = option.rect.adjusted(margin, 0, -margin, 0);
    const QVariant given = index.data(Qt::TextAlignmentRole);
    const int align = given.isValid() ? given.toInt() : static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    painter->setPen(text_colour(colours, alert));
    painter->drawText(inside, align | Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, inside.width()));
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int width = option.fontMetrics.horizontalAdvance(index.data().toString());
    return {width + 2 * cell_margin(option.fontMetrics), row_height(option.fontMetrics)};
}

DataTable::DataTable(QWidget* parent) : QTableView(parent), delegate_(new RowDelegate(this))
{
    setHorizontalHeader(new FlatHeader(this));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    fit_rows();
    setItemDelegate(delegate_);
    setFrameShape(NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setWordWrap(false);
    auto* copy_action = new QAction(tr("Copy"), this);
    copy_action->setShortcut(QKeySequence::Copy);
    copy_action->setShortcutContext(Qt::WidgetShortcut);
    connect(copy_action, &QAction::triggered, this, &DataTable::copy);
    addAction(copy_action);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(this, &QTableView::entered, this, [this](const QModelIndex& index) { Q_EMIT row_hovered(index.row()); });
}

void DataTable::fit_rows()
{
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setDefaultSectionSize(row_height(fontMetrics()));
}

void DataTable::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fit_rows();
}

void DataTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    Q_EMIT resized();
}

void DataTable::update_row(int row)
{
    if (row >= 0)
        viewport()->update(0, rowViewportPosition(row), viewport()->width(), rowHeight(row));
}

void DataTable::set_hovered_row(int row)
{
    if (row == delegate_->hovered_row)
        return;
    update_row(delegate_->hovered_row);
    delegate_->hovered_row = row;
    update_row(row);
}

void DataTable::set_empty_sentence(const QString& sentence)
{
    if (sentence == empty_sentence_)
        return;
    empty_sentence_ = sentence;
    viewport()->update();
}

void DataTable::mark_row(int row, bool scroll)
{
    setAutoScroll(false);  // marking happens at any time: the user's place stays
    if (row < 0 || row >= model()->rowCount()) {
        selectionModel()->clear();
    } else if (row != currentIndex().row() || !selectionModel()->isRowSelected(row, {})) {
        const QModelIndex index = model()->index(row, std::max(0, currentIndex().column()));
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
    setAutoScroll(true);
    if (scroll && row >= 0)
        scrollTo(model()->index(row, 0), EnsureVisible);
}

void DataTable::keyPressEvent(QKeyEvent* event)
{
    const int before = currentIndex().row();
    QTableView::keyPressEvent(event);
    const int row = currentIndex().row();
    const bool confirms =
        event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    if (row >= 0 && (row != before || confirms))
        Q_EMIT row_chosen(row);
}

void DataTable::mousePressEvent(QMouseEvent* event)
{
    QTableView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid())
        Q_EMIT row_chosen(index.row());
}

void DataTable::mouseMoveEvent(QMouseEvent* event)
{
    const int before = currentIndex().row();
    QTableView::mouseMoveEvent(event);
    const int row = currentIndex().row();
    if (row >= 0 && row != before)
        Q_EMIT row_chosen(row);
}

bool DataTable::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        Q_EMIT row_hovered(-1);
    return QTableView::viewportEvent(event);
}

void DataTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (empty_sentence_.isEmpty() || (model() && model()->rowCount() > 0))
        return;
    QPainter painter(viewport());
    painter.setPen(theme(palette()).muted);
    const int margin = 2 * cell_margin(fontMetrics());
    painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin), Qt::AlignCenter | Qt::TextWordWrap,
                     empty_sentence_);
}

void DataTable::copy() const
{
    QStringList lines;
    const auto add = [&](int row) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column)
            cells += model()->index(row, column).data().toString();
        lines += cells.join(u'\t');
    };
    const auto selected = selectionModel()->selectedRows();
    for (const QModelIndex& index : selected)
        add(index.row());
    for (int row = 0; selected.isEmpty() && row < model()->rowCount(); ++row)
        add(row);
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

}  // namespace ttt
