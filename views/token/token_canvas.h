// The document as flowing text: the scrolled surface on which the tokens are painted, with caret, mouse and keys.
#pragma once

#include "views/token/token_marks.h"
#include "views/token/token_painter.h"

#include <QAbstractScrollArea>

#include <array>
#include <utility>

namespace ttt {

enum class CaretMove;

/// Owned by TokenView. GUI thread; run and selection outlive it. Only rows in sight are painted; row breaks are
/// computed anew when the run, the width or the font changes, never when tokens are read.
class TokenCanvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    TokenCanvas(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    void set_colouring(const TokenColouring& colouring);
    TokenSearch& search() { return search_; }  // call viewport()->update() after a change
    void set_teachers(Teachers teachers);
    void read_run();  // of a run that was started
    bool follows_reading() const { return follows_reading_; }
    void set_follows_reading(bool follows);

    const TokenLayout& layout_of_rows() const { return layout_; }
    std::int64_t item_at(QPointF point) const;              // -1: no token there
    QRectF rect_of(std::int64_t item) const;                // in the viewport, also out of sight
    std::pair<std::int64_t, std::int64_t> visible() const;  // tokens [begin, end)
    void ensure_visible(std::int64_t item);                 // moves nothing if it is in sight
    void lock_item(std::int64_t item);
    QSize sizeHint() const override;

Q_SIGNALS:
    void visible_changed();
    void follows_reading_changed(bool follows);  // the reader scrolled up

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void measure_font();
    void lay_out();
    void scroll_to(double top);
    void shown_changed();
    void locked_changed();
    void selection_changed();
    void update_items(std::int64_t begin, std::int64_t end);  // repaints their rows
    void move_caret(CaretMove move);
    void hover_at(QPointF point);
    Place place_at(QPointF point) const;
    void paint_empty(QPainter& painter) const;

    RunModel& run_;
    Selection& selection_;
    TokenForms forms_;
    TokenLayout layout_;
    TokenGeometry geometry_;
    TokenColouring colouring_;
    TokenSearch search_;
    TokenMarks marks_;
    Teachers teachers_;
    double goal_x_ = 0;  // the caret's column while it goes up and down
    QPointF pointer_;    // last seen inside, for a scroll under a pointer at rest
    bool pointer_inside_ = false;
    bool follows_reading_ = false;
    bool scrolls_itself_ = false;  // the scroll comes from here, not from the reader
    std::array<Place, 3> marked_;  // as painted: hovered, locked, pinned
    std::int64_t shown_ = 0;       // as painted: tokens that were read
};

}  // namespace ttt
