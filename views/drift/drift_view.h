// The view "Drift": a metric of the fast layers over the run, as heat map or as curves.
#pragma once

#include "views/drift/drift_actions.h"
#include "views/drift/drift_curves.h"
#include "views/view.h"

class QStackedLayout;

namespace ttt {

class DriftMap;
class Plot;

/// GUI thread. Map and curves show the same metric, the same chunks and the same selected chunk.
class DriftView : public View {
    Q_OBJECT
public:
    DriftView(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    QString title() const override;
    QString note() const override;
    std::vector<QAction*> title_actions() override;
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& words) override;

    /// Items that are seen. Setting it (linked axes) emits nothing.
    std::pair<double, double> x_range() const;
    void set_x_range(double first_item, double last_item);

    DriftMap& map() { return *map_; }
    Plot& plot() { return *plot_; }

Q_SIGNALS:
    void x_range_changed(double first_item, double last_item);  // by the user

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connect_map();
    void connect_plot();
    void begin();
    void apply_choices();
    void refresh();
    void refresh_curves();
    void follow_selection();
    void tell_if_new();
    void range_changed(double first, double last);

    DriftActions actions_;
    DriftCurves curves_;
    QStackedLayout* pages_;
    DriftMap* map_;
    Plot* plot_;
    QString told_note_;
    bool metrics_known_ = false;
};

}  // namespace ttt
