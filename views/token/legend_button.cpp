#include "views/token/legend_button.h"

#include <QLinearGradient>
#include <QPainter>

namespace ttt {

namespace {

constexpr int bar_width = 48;  // pixels
constexpr int bar_height = 9;
constexpr int gap = 8;
constexpr int stops = 16;  // the scale is bent by the theme: sample it

}  // namespace

LegendButton::LegendButton(QWidget* parent) : QToolButton(parent)
{
    setPopupMode(QToolButton::InstantPopup);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Saturation of the colours"));
    setToolTip(tr("The colours end at this difference; click to choose a finer or coarser scale."));
}

void LegendButton::set_colouring(const TokenColouring& colouring)
{
    if (colouring == colouring_)
        return;
    colouring_ = colouring;
    setAccessibleDescription(legend_text(colouring));
    updateGeometry();
    update();
}

void LegendButton::set_room(int width)
{
    if (width == room_)
        return;
    room_ = width;
    updateGeometry();
    update();
}

int LegendButton::width_with(const QString& words) const
{
    return bar_width + 2 * gap + (words.isEmpty() ? 0 : gap + fontMetrics().horizontalAdvance(words));
}

QString LegendButton::words() const
{
    for (const QString& text : {legend_text(colouring_), legend_end(colouring_)})
        if (width_with(text) <= room_)
            return text;
    return {};
}

QSize LegendButton::sizeHint() const
{
    return {width_with(words()), fontMetrics().height() + gap};
}

QSize LegendButton::minimumSizeHint() const
{
    return sizeHint();
}

void LegendButton::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    const QRectF bar(width() - sizeHint().width() + gap, (height() - bar_height) / 2.0, bar_width, bar_height);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QLinearGradient scale(bar.topLeft(), bar.topRight());
    const bool both = colour_mode(colouring_.mode).diverging;
    for (int stop = 0; stop <= stops; ++stop) {
        const double part = static_cast<double>(stop) / stops;
        scale.setColorAt(part, colour_at(colouring_, colours, both ? 2 * part - 1 : part));
    }
    painter.setPen(QPen(hasFocus() ? colours.accent : colours.border, 1));
    painter.setBrush(scale);
    painter.drawRoundedRect(bar, 2, 2);
    painter.setPen(underMouse() ? colours.text : colours.muted);
    painter.drawText(QRectF(bar.right() + gap, 0, width(), height()), Qt::AlignVCenter, words());
}

}  // namespace ttt
