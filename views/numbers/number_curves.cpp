#include "views/numbers/number_curves.h"

#include "views/number_text.h"
#include "views/plot/minmax_pyramid.h"
#include "views/plot/shift_marks.h"
#include "views/tables/metric_help.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(NumberCurves)
};

constexpr double line_width = 1.8, second_width = 1.4, dot_radius = 3;
constexpr std::array dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

double middle_of(const RunModel& run, std::int64_t step)
{
    const auto [begin, end] = run.items_of(step);
    return static_cast<double>(begin + end - 1) / 2;
}

const MetricInfo* info_of(Metric metric)
{
    return find_metric(static_cast<std::int32_t>(metric));
}

PlotColour colour_of(Metric metric, std::size_t at)
{
    const MetricInfo* info = info_of(metric);
    switch (info ? info->arm : Arm::none) {
    case Arm::frozen:
        return &Theme::frozen;
    case Arm::adapted:
        return &Theme::adapted;
    case Arm::twin:
        return &Theme::twin;
    case Arm::guarded:
        return &Theme::guarded;
    case Arm::none:
        break;
    }
    const int number = static_cast<int>(at);
    return {series_colour(theme(false), number), series_colour(theme(true), number)};
}

/// The same for all arms of a quantity; metrics of no arm are told apart by their place.
Qt::PenStyle dash_of(const std::vector<Metric>& metrics, std::size_t at)
{
    const MetricInfo *info = info_of(metrics[at]), *first = info_of(metrics.front());
    if (!info || info->arm == Arm::none)
        return dashes[at % dashes.size()];
    return first && info->quantity == first->quantity ? Qt::SolidLine : Qt::DashLine;
}

}  // namespace

QString metric_name(const RunModel& run, Metric metric)
{
    const MetricInfo* info = info_of(metric);
    if (!info)
        return metric_title(run.header().dictionary, metric);
    const auto text = [](std::string_view view) {
        return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
    };
    return info->arm == Arm::none ? text(info->label) : text(name_of(info->arm)) + u' ' + text(info->label);
}

/// The chart is called by its first quantity, so that the arm tells the rest.
QString NumberCurves::name_of_curve(const RunModel& run, Metric metric) const
{
    const MetricInfo *info = info_of(metric), *first = info_of(chart_.metrics.front());
    if (!info || info->arm == Arm::none)
        return metric_name(run, metric);
    const QString arm = QString::fromUtf8(name_of(info->arm).data(), static_cast<qsizetype>(name_of(info->arm).size()));
    if (first && first->quantity == info->quantity)
        return arm;
    return info->quantity == Quantity::mean_entropy ? Words::tr("%1, mean prediction").arg(arm)
                                                    : metric_name(run, metric);
}

void NumberCurves::update(const RunModel& run)
{
    std::vector<Metric> there;
    for (const Curve& curve : curves_)
        there.push_back(curve.metric);
    if (const std::vector<Metric> now = metrics_of(chart_, run); now != there || run.step_count() < done_) {
        curves_.clear();
        done_ = 0;
        for (const Metric metric : now)
            curves_.push_back({metric, std::make_shared<MinMaxPyramid>(), std::make_shared<std::vector<QPointF>>()});
    }
    for (const Curve& curve : curves_) {
        const auto values = run.metric(curve.metric);
        for (std::int64_t step = done_; step < run.step_count(); ++step) {
            const double value = values[static_cast<std::size_t>(step)], x = middle_of(run, step);
            curve.line->append(x, value);
            if (std::isfinite(value))
                curve.dots->emplace_back(x, value);
        }
    }
    done_ = run.step_count();
}

bool NumberCurves::is_sparse(const Curve& curve) const
{
    return 2 * static_cast<std::int64_t>(curve.dots->size()) < done_;
}

void NumberCurves::add_line(PlotData& to, const RunModel& run, const Curve& curve, std::size_t at) const
{
    const Qt::PenStyle style = dash_of(chart_.metrics, at);
    to.lines.push_back({.name = name_of_curve(run, curve.metric),
                        .colour = colour_of(curve.metric, at),
                        .width = style == Qt::SolidLine ? line_width : second_width,
                        .style = style,
                        .points = curve.line,
                        .count = run.shown_steps()});
}

void NumberCurves::add_dots(PlotData& to, const RunModel& run, const Curve& curve, std::size_t at) const
{
    const double end = static_cast<double>(run.shown_items());
    const auto beyond = std::ranges::lower_bound(*curve.dots, end, {}, &QPointF::x);
    to.dots.push_back({.name = name_of_curve(run, curve.metric),
                       .colour = colour_of(curve.metric, at),
                       .radius = dot_radius,
                       .points = curve.dots,
                       .count = beyond - curve.dots->begin()});
}

PlotData NumberCurves::data(const RunModel& run) const
{
    PlotData to;
    for (const Curve& curve : curves_) {
        const auto at =
            static_cast<std::size_t>(std::ranges::find(chart_.metrics, curve.metric) - chart_.metrics.begin());
        is_sparse(curve) ? add_dots(to, run, curve, at) : add_line(to, run, curve, at);
    }
    add_shift_marks(to, run, false);
    add_collapse_mark(to, run);
    return to;
}

QString NumberCurves::value_text(const RunModel& run, std::int64_t item) const
{
    QStringList lines{item_words(run, item)};
    const auto step = static_cast<std::size_t>(run.step_of(item));
    for (const Curve& curve : curves_)
        if (const double value = run.metric(curve.metric)[step]; !std::isnan(value))
            lines += name_of_curve(run, curve.metric) + u' ' + number_text(value);
    return lines.join(u'\n');
}

QString NumberCurves::axis_name(const RunModel& run) const
{
    if (chart_.metrics.empty())
        return {};
    const MetricInfo* first = info_of(chart_.metrics.front());
    if (!first)
        return metric_title(run.header().dictionary, chart_.metrics.front());
    const QString unit = QString::fromUtf8(first->unit.data(), static_cast<qsizetype>(first->unit.size()));
    return unit.isEmpty() ? chart_.title : QStringLiteral("%1 (%2)").arg(chart_.title, unit);
}

}  // namespace ttt
