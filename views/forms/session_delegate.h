// Paints a run as two lines: a mark for its state and its name; its state in words and its numbers.
#pragma once

#include "engine/records/records.h"

#include <QStyledItemDelegate>

class QPainter;

namespace ttt {

struct Theme;

/// The state as a shape and a colour, inside a square: ● running, ✓ finished, ◐ interrupted, ✕ failed, ■ cancelled.
void paint_state(QPainter& painter, const QRectF& square, RunState state, const Theme& theme);

/// Owned by the list, over SessionRows. GUI thread.
class SessionDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;
};

}  // namespace ttt
