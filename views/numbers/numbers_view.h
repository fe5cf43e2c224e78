// The view "Numbers": whatever was measured of whole steps, as curves over the items of the run.
#pragma once

#include "views/numbers/number_actions.h"
#include "views/numbers/number_curves.h"
#include "views/view.h"

class QLabel;

namespace ttt {

class Plot;

/// GUI thread. Of a stream of images it shows entropies at first, and tells a collapse in a sentence.
class NumbersView : public View {
    Q_OBJECT
public:
    NumbersView(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    QString title() const override { return tr("Numbers"); }
    QString note() const override;
    std::vector<QAction*> title_actions() override { return actions_.all(); }
    ViewTable table() const override;
    QString save() const override { return actions_.save(); }
    void restore(const QString& words) override;

    /// Items that are seen. Setting it (linked axes) emits nothing.
    void set_x_range(double first_item, double last_item);

    Plot& plot() { return *plot_; }
    NumberActions& actions() { return actions_; }
    QString collapse_text() const;  // empty: none is shown

Q_SIGNALS:
    void x_range_changed(double first_item, double last_item);  // by the user

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void connect_plot();
    void begin();
    void choose();
    void refresh();
    void show_place();
    QString empty_text() const;

    NumberActions actions_;
    NumberCurves curves_;
    Plot* plot_;
    QLabel* collapse_;
    bool charts_known_ = false;
};

}  // namespace ttt
