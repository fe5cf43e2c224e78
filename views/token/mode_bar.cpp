#include "views/token/mode_bar.h"

#include "views/theme.h"

#include <QAction>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace ttt {

namespace {

constexpr int side_padding = 10;  // pixels
constexpr int top_padding = 5;

}  // namespace

SegmentButton::SegmentButton(QAction* action, QWidget* parent) : QToolButton(parent)
{
    setDefaultAction(action);
    setFocusPolicy(Qt::TabFocus);
}

QSize SegmentButton::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 2 * side_padding, fontMetrics().height() + 2 * top_padding};
}

void SegmentButton::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    const bool filled = isChecked();
    painter.fillRect(rect(), filled                        ? colours.accent
                             : underMouse() && isEnabled() ? colours.panel_title
                                                           : colours.panel);
    painter.setPen(filled ? colours.accent : colours.border);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.setPen(filled ? palette().color(QPalette::HighlightedText) : isEnabled() ? colours.text : colours.muted);
    if (!isEnabled())
        painter.setOpacity(0.6);
    painter.drawText(rect(), Qt::AlignCenter, text());
    if (hasFocus()) {
        painter.setPen(QPen(filled ? palette().color(QPalette::HighlightedText) : colours.accent, 1, Qt::DotLine));
        painter.drawRect(rect().adjusted(2, 2, -3, -3));
    }
}

ModeBar::ModeBar(const std::vector<QAction*>& actions, QWidget* parent)
    : QWidget(parent), menu_button_(new QToolButton(this))
{
    auto* menu = new QMenu(this);
    for (QAction* action : actions) {
        segments_.push_back(new SegmentButton(action, this));
        menu->addAction(action);
        connect(action, &QAction::changed, this, &ModeBar::actions_changed);
    }
    menu_button_->setMenu(menu);
    menu_button_->setPopupMode(QToolButton::InstantPopup);
    menu_button_->setAccessibleName(tr("Colour of the tokens"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    actions_changed();
}

void ModeBar::actions_changed()
{
    for (const SegmentButton* segment : segments_)
        if (segment->defaultAction()->isChecked())
            menu_button_->setText(segment->text());
    updateGeometry();
    arrange();
}

int ModeBar::row_width() const
{
    int width = 1;
    for (const SegmentButton* segment : segments_)
        if (segment->defaultAction()->isVisible())
            width += segment->sizeHint().width() - 1;
    return width;
}

QSize ModeBar::sizeHint() const
{
    return {row_width(), segments_.empty() ? 0 : segments_.front()->sizeHint().height()};
}

QSize ModeBar::minimumSizeHint() const
{
    return {menu_button_->sizeHint().width(), sizeHint().height()};
}

void ModeBar::resizeEvent(QResizeEvent*)
{
    arrange();
}

/// Neighbours share one border line.
void ModeBar::arrange()
{
    const bool fits = row_width() <= width();
    menu_button_->setVisible(!fits);
    menu_button_->setGeometry(0, 0, std::min(width(), menu_button_->sizeHint().width()), height());
    int left = 0;
    for (SegmentButton* segment : segments_) {
        const bool shown = fits && segment->defaultAction()->isVisible();
        segment->setVisible(shown);
        if (!shown)
            continue;
        segment->setGeometry(left, 0, segment->sizeHint().width(), height());
        left += segment->width() - 1;
    }
}

}  // namespace ttt
