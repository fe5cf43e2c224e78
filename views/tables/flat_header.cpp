#include "views/tables/flat_header.h"

#include "views/theme.h"

#include <QPainter>

namespace ttt {

int cell_margin(const QFontMetrics& metrics)
{
    return metrics.averageCharWidth() * 7 / 6;
}

int row_height(const QFontMetrics& metrics)
{
    return metrics.height() * 3 / 2;
}

FlatHeader::FlatHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setStretchLastSection(true);
    setMinimumSectionSize(cell_margin(fontMetrics()) * 4);
}

QSize FlatHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), row_height(fontMetrics())};
}

/// A sorted column says so in words' own line: "Δ logit ▾".
QString FlatHeader::label(int section) const
{
    const QString text = model()->headerData(section, Qt::Horizontal).toString();
    if (!isSortIndicatorShown() || sortIndicatorSection() != section)
        return text;
    return text + (sortIndicatorOrder() == Qt::DescendingOrder ? QStringLiteral(" ▾") : QStringLiteral(" ▴"));
}

QSize FlatHeader::sectionSizeFromContents(int section) const
{
    const int slack = fontMetrics().averageCharWidth() / 2;  // else words as wide as their column are cut
    return {fontMetrics().horizontalAdvance(label(section)) + 2 * cell_margin(fontMetrics()) + slack,
            row_height(fontMetrics())};
}

void FlatHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    const Theme& colours = theme(palette());
    const int margin = cell_margin(fontMetrics());
    const QVariant given = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole);
    const Qt::Alignment align = given.isValid() ? Qt::Alignment(given.toInt()) : Qt::AlignLeft | Qt::AlignVCenter;
    const QRect inside = rect.adjusted(margin, 0, -margin, 0);
    painter->setPen(isSortIndicatorShown() && sortIndicatorSection() == section ? colours.text : colours.muted);
    painter->drawText(inside, static_cast<int>(align | Qt::AlignVCenter | Qt::TextSingleLine),
                      fontMetrics().elidedText(label(section), Qt::ElideRight, inside.width()));
}

void FlatHeader::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    const Theme& colours = theme(palette());
    painter.fillRect(viewport()->rect(), colours.panel);
    painter.end();
    QHeaderView::paintEvent(event);
    QPainter line(viewport());
    line.setPen(colours.border);
    line.drawLine(viewport()->rect().bottomLeft(), viewport()->rect().bottomRight());
}

}  // namespace ttt
