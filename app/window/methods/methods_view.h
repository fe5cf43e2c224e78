// Methods on one document or stream of images: a curve for each, and a table with what each gained, what it cost and
// where.
#pragma once

#include "app/window/methods/method_line.h"
#include "app/window/methods/method_result.h"
#include "views/view.h"

class QAction;
class QLabel;
class QStandardItemModel;

namespace ttt {

class DataTable;
class Plot;

/// GUI thread. Shows what it is given; the run of the window is of no matter to it.
class MethodsView : public View {
    Q_OBJECT
public:
    MethodsView(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    /// One after the other, as runs end. The first with a frozen arm is what all are measured against.
    void add(const QString& name, ShownMethod method);
    void clear();
    const Comparison& comparison() const { return comparison_; }

    QString title() const override;
    QString note() const override;
    std::vector<QAction*> title_actions() override;
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& words) override;

    Plot* plot() { return plot_; }

private:
    void compare();
    void refresh();
    void name_axes(PlotAxes& axes) const;
    void name_actions();
    void fill_table();
    PlotData plot_data() const;
    QString value_text(double x) const;
    QString problems() const;

    std::vector<QString> names_;
    std::vector<ShownMethod> methods_;
    Comparison comparison_;
    std::vector<MethodLine> lines_;  // of each method
    std::size_t base_ = 0;           // whose frozen arm all are measured against; methods_.size(): none has one
    Plot* plot_;
    QStandardItemModel* rows_;
    DataTable* table_;
    QLabel* problems_;
    QAction* gain_action_;
    QAction* ranges_action_;
};

}  // namespace ttt
