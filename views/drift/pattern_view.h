// The view "Logit change on patterns": what learning did to the logit of B whenever a pair A B came back.
#pragma once

#include "views/drift/pattern_points.h"
#include "views/view.h"

class QActionGroup;

namespace ttt {

class Plot;
struct Place;

/// GUI thread.
class PatternView : public View {
    Q_OBJECT
public:
    PatternView(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    QString title() const override;
    QString note() const override;
    std::vector<QAction*> title_actions() override;
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& words) override;

    /// Items that are seen. Setting it (linked axes) emits nothing.
    std::pair<double, double> x_range() const;
    void set_x_range(double first_item, double last_item);

    WindowFilter filter() const { return points_.filter(); }
    void set_filter(WindowFilter filter);
    QString empty_sentence() const;
    /// What the box beside the crosshair says of the selected place.
    QString value_text() const;

    Plot& plot() { return *plot_; }

Q_SIGNALS:
    void x_range_changed(double first_item, double last_item);  // by the user

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void make_actions();
    void connect_plot();
    void begin();
    void refresh();
    void draw();
    void follow_selection();
    void hover_dot(std::int64_t dot);
    Place place_at(double chunk) const;
    Place place_of(std::int64_t dot) const;

    PatternPoints points_;
    Plot* plot_;
    QActionGroup* filters_ = nullptr;
    std::int64_t hovered_dot_ = -1;
    std::int64_t highlighted_ = -1;
    QString told_note_;
};

}  // namespace ttt
