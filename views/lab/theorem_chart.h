// Bars of one theorem result: predicted as outline, measured as filling, for each of the tokens that matter.
#pragma once

#include "views/lab/theorem_rows.h"

#include <QWidget>

#include <optional>

namespace ttt {

/// GUI thread. Pointing at a row, or Up and Down, tells its numbers.
class TheoremChart : public QWidget {
    Q_OBJECT
public:
    explicit TheoremChart(QWidget* parent = nullptr);

    void set_result(const TheoremResult& result, TheoremRange range, bool with_single);
    void set_empty(const QString& sentence);

    const std::vector<TheoremRow>& rows() const { return rows_; }
    int current_row() const { return current_; }  // -1: none
    QRectF bar_of(int row) const;                 // where the predicted bar stands
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Layout;
    Layout place() const;
    int row_at(QPoint at) const;
    void set_current(int row);
    void tell_current();

    std::vector<TheoremRow> rows_;
    QString title_, kind_, agreement_, empty_;
    double signal_ = 0;
    TheoremRange range_;
    bool with_single_ = false;
    int current_ = -1;
};

}  // namespace ttt
