// The one chart of the program. Owners hand over plain structs.
#pragma once

#include "views/plot/plot_dots.h"
#include "views/plot/plot_layout.h"

#include <QPixmap>
#include <QWidget>

#include <functional>

namespace ttt {

/// Lines, bands, dots and bars over one x and one y axis, with legend, crosshair and keyboard caret. GUI thread.
///
/// Drawn from at most four points (first, min, max, last) per pixel column, refined on zoom: no spike is lost.
/// The picture is cached: moving the crosshair repaints the line and its box only. On paper (SVG, PDF) it is painted as
/// lines and letters.
/// Pointer: wheel zooms x around the pointer, Ctrl+wheel y, drag pans, double-click resets, hover moves the crosshair;
/// a click on a name of the legend hides or shows the series, a double-click shows it alone, or all again.
/// Keys: Left/Right one point (at least a pixel) or one dot, with Shift ten, Home/End, + and - zoom x (Ctrl: y),
/// 0 resets, Enter clicks, Esc leaves; Up/Down choose a name of the legend, H hides or shows it, O shows it only.
class Plot : public QWidget {
    Q_OBJECT
public:
    explicit Plot(QWidget* parent = nullptr);
    ~Plot() override;

    void set_data(PlotData data);
    /// Only the ring: cheaper than set_data(). index -1: none.
    void set_highlight(int series, qint64 index);
    const PlotData& data() const { return data_; }
    void set_axes(PlotAxes axes);
    const PlotAxes& axes() const { return axes_; }
    /// A muted sentence in the middle while there is nothing to draw.
    void set_empty_text(QString text);

    /// The visible range. Setting it (linked axes) emits nothing.
    std::pair<double, double> x_range() const;
    void set_x_range(double x_min, double x_max);
    void reset_zoom();
    bool is_zoomed() const { return zoom_.x || zoom_.y; }

    /// The vertical line in theme.mark. The plot sets it itself on hover and by keys and drops it on leave, before
    /// the signal: a slot that sets it has the last word.
    void set_crosshair(std::optional<double> x);
    std::optional<double> crosshair() const { return crosshair_; }
    /// What the small box beside the crosshair says, lines parted by \n. Empty: no box. Also spoken for the caret.
    void set_value_text(std::function<QString(double x)> value_text);

    /// Series of the legend that are hidden; names that the data does not have wait until it has them.
    const QSet<QString>& hidden() const { return hidden_; }
    void toggle_series(const QString& name);
    /// Hides all others; shows all when it was alone already.
    void show_alone(const QString& name);

    /// For "2,048 of 131,072 points": of the series that has the most. Drawn: as of the last paint, or now when stale.
    qint64 drawn_points() const;
    qint64 stored_points() const;

    /// Where things are, in widget coordinates: for tests and for what an owner paints over the plot.
    PlotScale scale() const;
    const PlotLayout& layout_of_chart() const { return drawing(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void hovered(double x);
    void clicked(double x);
    void left();
    void dot_hovered(int series, qint64 index);        // beside hovered(); (-1, -1): no dot under the pointer any more
    void dot_clicked(int series, qint64 index);        // instead of clicked()
    void x_range_changed(double x_min, double x_max);  // by the user
    void drawn_changed();  // drawn_points() or stored_points() may be another: after a paint of new data or range

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;  // tooltips of the legend
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    struct Press {
        QPointF at;
        PlotScale scale;  // as it was then
        bool moved = false;
        int entry = -1;  // of the legend
    };

    void touch();
    const PlotLayout& drawing() const;
    void paint_chart(QPainter& painter, double ratio) const;
    void paint_live(QPainter& painter) const;
    void set_hidden(QSet<QString> hidden);
    int entry_at(QPointF at) const;
    void choose_entry(int by);
    bool legend_key(int key);
    QString spoken_entry() const;
    void hover(QPointF at);
    void pan(QPointF to);
    void leave();
    void click(double x);
    void zoom_x(double factor, double pixel);
    void zoom_y(double factor, double pixel);
    void set_zoom(Span x_range);
    void set_dot(DotPlace dot);
    bool zoom_by_key(int key, bool of_y);
    void move_caret(bool forward, int points);
    void put_caret(double x);
    double caret_step(double from, bool forward, int points) const;
    void speak();

    PlotData data_;
    PlotData shown_;  // without the hidden series
    QSet<QString> hidden_;
    int entry_ = -1;  // of the legend, chosen by keys
    mutable PlotLayout layout_;
    mutable bool layout_stale_ = true;
    QPixmap picture_;
    bool picture_stale_ = true;
    PlotAxes axes_;
    PlotZoom zoom_;
    QString empty_text_;
    std::optional<double> crosshair_;
    DotPlace dot_;  // under the pointer or the caret
    std::optional<Press> press_;
    bool pointer_inside_ = false;
    bool by_keys_ = false;  // the focus came or was used by keys: it gets a frame
    std::function<QString(double)> value_text_;
};

}  // namespace ttt
