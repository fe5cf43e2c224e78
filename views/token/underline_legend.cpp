#include "views/token/underline_legend.h"

#include "views/theme.h"

#include <QPainter>

namespace ttt {

namespace {

constexpr double line = 2;  // as thick as under the tokens, pixels
constexpr int gap = 3;

}  // namespace

UnderlineLegend::UnderlineLegend(QWidget* parent) : QWidget(parent), words_(tr("repeat"))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Underlined: a repeated pair"));
    setToolTip(tr("Underlined: a pair … A B … A → B returns here, so that B can be known from the text before."));
}

QSize UnderlineLegend::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(words_) + 2 * gap, fontMetrics().height() + 2 * gap};
}

void UnderlineLegend::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.setPen(colours.muted);
    painter.drawText(rect(), Qt::AlignCenter, words_);
    painter.fillRect(QRectF(gap, height() - gap, width() - 2 * gap, line), colours.accent);
}

}  // namespace ttt
