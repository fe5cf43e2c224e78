#include "views/drift/drift_curves.h"

#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plot/minmax_pyramid.h"
#include "views/run_model.h"
#include "views/tables/layer_name.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(DriftCurves)
};

constexpr double chunk_middle = 0.5;
constexpr std::size_t most_values = 8;  // lines of the value box
// Four patterns and seven colours: 28 layers until a pair returns.
constexpr std::array dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

}  // namespace

void DriftCurves::update(const RunModel& run)
{
    if (std::vector<std::int32_t> layers = run.layers_of(metric_); layers != layers_ || run.step_count() < done_) {
        layers_ = std::move(layers);
        curves_.clear();
        for (std::size_t at = 0; at < layers_.size(); ++at)
            curves_.push_back(std::make_shared<MinMaxPyramid>(chunk_middle));
        done_ = 0;
    }
    for (std::size_t at = 0; at < layers_.size(); ++at)
        for (const double value : run.metric(metric_, layers_[at]).subspan(static_cast<std::size_t>(done_)))
            curves_[at]->append(value);
    done_ = run.step_count();
}

PlotData DriftCurves::data(const RunModel& run) const
{
    PlotData data;
    for (std::size_t at = 0; at < layers_.size(); ++at) {
        const int number = static_cast<int>(at);
        PlotLine line;
        line.name = layer_name(run.header(), layers_[at]);
        line.colour = {series_colour(theme(false), number), series_colour(theme(true), number)};
        line.style = dashes[at % dashes.size()];
        line.points = curves_[at];
        line.count = run.shown_steps();
        data.lines.push_back(line);
    }
    return data;
}

QString DriftCurves::value_text(const RunModel& run, double x) const
{
    const auto chunk = static_cast<std::int64_t>(std::floor(x));
    if (chunk < 0 || chunk >= run.shown_steps())
        return {};
    QStringList lines{QStringLiteral("%1 %2").arg(words_of_kind(run.header().kind).step, grouped(chunk))};
    for (std::size_t at = 0; at < std::min(most_values, layers_.size()); ++at) {
        const double value = run.metric(metric_, layers_[at])[static_cast<std::size_t>(chunk)];
        lines += layer_name(run.header(), layers_[at]) + u' ' + number_text(value);
    }
    if (layers_.size() > most_values)
        lines += Words::tr("and %1 more layers").arg(layers_.size() - most_values);
    return lines.join(u'\n');
}

}  // namespace ttt
