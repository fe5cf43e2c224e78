// The table of all panels: flat, rows as lines, one row marked, copied by Ctrl+C, a sentence when there is nothing.
#pragma once

#include <QString>
#include <QStyledItemDelegate>
#include <QTableView>

namespace ttt {

/// A cell may ask to be seen: a value of this role is an Alert.
inline constexpr int alert_role = Qt::UserRole + 1;
enum class Alert { none, good, quiet, warning, failure };

/// Paints cells in the theme's colours: the selected row in the colour of the mark, the hovered one faintly.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    int hovered_row = -1;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Owned by its view. GUI thread.
class DataTable : public QTableView {
    Q_OBJECT
public:
    explicit DataTable(QWidget* parent = nullptr);

    void set_hovered_row(int row);  // -1: none
    void set_empty_sentence(const QString& sentence);
    /// Selects the row without telling anybody; -1: none.
    void mark_row(int row, bool scroll);
    void copy() const;  // the selected rows, or all, cells parted by tabs

Q_SIGNALS:
    void row_chosen(int row);   // by a click or by the keyboard
    void row_hovered(int row);  // -1: the pointer left
    void resized();             // the room for columns, also by a scroll bar that came or went

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit_rows();
    void update_row(int row);

    RowDelegate* delegate_;
    QString empty_sentence_;
};

}  // namespace ttt
