// The images of a run as a grid: the scrolled surface on which they are painted, with mouse and keys.
#pragma once

#include "views/images/image_filter.h"
#include "views/images/image_grid.h"
#include "views/images/picture_model.h"
#include "views/selection.h"

#include <QAbstractScrollArea>

#include <array>

namespace ttt {

/// Owned by ImagesView. GUI thread; run, selection and pictures outlive it. Only cells in sight are painted and only
/// their pictures asked for, so that any number of images costs the same.
class ImageCanvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    ImageCanvas(RunModel& run, Selection& selection, PictureModel& pictures, QWidget* parent = nullptr);

    void set_filter(const ImageFilter& filter);
    const FilteredItems& items() const { return items_; }
    int side() const { return static_cast<int>(grid_.side); }
    void set_side(int side);  // one of image_sides; what was at the top stays in sight
    bool follows() const { return follows_; }
    void set_follows(bool follows);

    const ImageGrid& grid() const { return grid_; }
    std::int64_t item_at(QPointF point) const;  // -1: no image there
    QRectF rect_of(std::int64_t item) const;    // of its cell, in the viewport; empty: the filter hides it
    std::pair<std::int64_t, std::int64_t>
    visible() const;  // places [begin, end) among those that the filter lets through
    PictureKey key_of(std::int64_t item) const;
    QSize sizeHint() const override;

Q_SIGNALS:
    void visible_changed();
    void follows_changed(bool follows);  // the person scrolled up
    void side_changed(int side);         // by wheel or keys

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void read_run();
    void lay_out();
    void scroll_to(double top);
    void ensure_visible(std::int64_t index);
    void shown_changed();
    void locked_changed();
    void selection_changed();
    void update_item(std::int64_t item);
    void ask_pictures();
    void paint_cells(QPainter& painter, const QRect& part) const;
    QString empty_sentence() const;
    Place place_at(QPointF point) const;
    void hover_at(QPointF point);
    void change_side(int by);
    bool move_by_key(const QKeyEvent& event);

    RunModel& run_;
    Selection& selection_;
    PictureModel& pictures_;
    FilteredItems items_;
    ImageGrid grid_;
    QPointF pointer_;
    bool pointer_inside_ = false;
    bool follows_ = false;
    bool scrolls_itself_ = false;
    int wheel_ = 0;                // eighths of a degree, with Ctrl, that were not used yet
    std::array<Place, 3> marked_;  // as painted: hovered, locked, pinned
};

}  // namespace ttt
