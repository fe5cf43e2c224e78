#include "app/window/shell/fitting_row.h"

#include <QEvent>
#include <QLabel>

#include <algorithm>

namespace ttt {

FittingRow::FittingRow(std::vector<QLabel*> by_importance, std::vector<QLabel*> by_place, QWidget* parent)
    : QWidget(parent), by_importance_(std::move(by_importance)), by_place_(std::move(by_place))
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    for (QLabel* label : by_place_)
        label->setParent(this);
}

QSize FittingRow::sizeHint() const
{
    QSize size(0, fontMetrics().height());
    for (const QLabel* label : by_place_)
        size = {size.width() + label->sizeHint().width(), std::max(size.height(), label->sizeHint().height())};
    return size;
}

QSize FittingRow::minimumSizeHint() const
{
    return {1, sizeHint().height()};
}

void FittingRow::arrange()
{
    int room = width();
    for (QLabel* label : by_importance_) {
        const int wanted = label->text().isEmpty() ? 0 : label->sizeHint().width();
        label->setVisible(wanted > 0 && wanted <= room);
        room -= label->isHidden() ? 0 : wanted;
    }
    int left = 0;
    for (QLabel* label : by_place_)
        if (!label->isHidden()) {
            label->setGeometry(left, 0, label->sizeHint().width(), height());
            left += label->width();
        }
}

void FittingRow::resizeEvent(QResizeEvent*)
{
    arrange();
}

/// A label that gets other words asks for a new layout.
bool FittingRow::event(QEvent* event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show ||
        event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
    return done;
}

}  // namespace ttt
