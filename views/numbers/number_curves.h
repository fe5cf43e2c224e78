// The metrics of one chart as curves over the items of a run, filled as steps arrive.
#pragma once

#include "views/numbers/number_charts.h"
#include "views/plot/plot_data.h"

#include <memory>

namespace ttt {

/// Plain value, GUI thread. A point stands in the middle of its step's items, so that charts over items lie below each
/// other. What few steps have (a probe after each shift) is drawn as dots.
class NumberCurves {
public:
    explicit NumberCurves(NumberChart chart = {}) : chart_(std::move(chart)) {}

    const NumberChart& chart() const { return chart_; }
    /// Takes over what arrived since the last call.
    void update(const RunModel& run);
    /// Up to the playhead.
    PlotData data(const RunModel& run) const;
    /// "image 1,234 · batch 6 · fog:5", then a line for each metric.
    QString value_text(const RunModel& run, std::int64_t item) const;
    /// What stands beside the y axis.
    QString axis_name(const RunModel& run) const;

private:
    struct Curve {
        Metric metric;
        std::shared_ptr<MinMaxPyramid> line;
        std::shared_ptr<std::vector<QPointF>> dots;
    };

    QString name_of_curve(const RunModel& run, Metric metric) const;
    bool is_sparse(const Curve& curve) const;
    void add_line(PlotData& to, const RunModel& run, const Curve& curve, std::size_t at) const;
    void add_dots(PlotData& to, const RunModel& run, const Curve& curve, std::size_t at) const;

    NumberChart chart_;
    std::vector<Curve> curves_;
    std::int64_t done_ = 0;  // steps taken over
};

/// "frozen entropy of the predictions"; of a metric of the run's own its label.
QString metric_name(const RunModel& run, Metric metric);

}  // namespace ttt
