#include "views/drift/heat_image.h"

#include "views/run_model.h"
#include "views/theme.h"

#include <algorithm>
#include <numeric>

namespace ttt {

HeatImage::HeatImage(Metric metric, RangeRule rule) : metric_(metric), rule_(rule), finder_(metric) {}

bool HeatImage::update(const RunModel& run)
{
    std::vector<std::int32_t> layers = run.layers_of(metric_);
    if (layers != layers_ || run.step_count() < done_)
        begin(std::move(layers));
    if (run.step_count() == done_ || layers_.empty())
        return false;
    make_room(run);
    for (const std::int32_t layer : layers_)
        for (const double value : run.metric(metric_, layer).subspan(static_cast<std::size_t>(done_)))
            finder_.add(value);
    const HeatRange range = finder_.range(rule_);
    const bool anew = done_ > 0 && range != range_;
    rewrites_ += anew;
    range_ = range;
    colour(run, anew ? 0 : done_, run.step_count());
    done_ = run.step_count();
    return true;
}

void HeatImage::begin(std::vector<std::int32_t> layers)
{
    layers_ = std::move(layers);
    finder_ = RangeFinder(metric_);
    range_ = finder_.range(rule_);
    cells_ = {};
    done_ = 0;
}

void HeatImage::make_room(const RunModel& run)
{
    const int width = static_cast<int>(std::max(run.header().step_count, run.step_count()));
    if (cells_.width() >= width)
        return;
    QImage wider(width, static_cast<int>(layers_.size()), QImage::Format_Indexed8);
    wider.fill(colour_none);
    for (int row = 0; row < cells_.height(); ++row)
        std::copy_n(cells_.constScanLine(row), cells_.width(), wider.scanLine(row));
    cells_ = wider;
}

void HeatImage::colour(const RunModel& run, std::int64_t begin, std::int64_t end)
{
    for (int row = 0; row < cells_.height(); ++row) {
        const auto values = run.metric(metric_, layers_[static_cast<std::size_t>(row)]);
        uchar* line = cells_.scanLine(row);
        for (std::int64_t chunk = begin; chunk < end; ++chunk)
            line[chunk] = colour_number(values[static_cast<std::size_t>(chunk)], range_);
    }
}

QImage pooled(const QImage& cells, std::int64_t begin, std::int64_t end, std::int64_t bucket, bool diverging)
{
    QImage image(static_cast<int>((end - begin + bucket - 1) / bucket), cells.height(), QImage::Format_Indexed8);
    for (int row = 0; row < cells.height(); ++row) {
        const uchar* from = cells.constScanLine(row);
        uchar* to = image.scanLine(row);
        for (std::int64_t first = begin; first < end; first += bucket)
            *to++ = std::accumulate(from + first, from + std::min(first + bucket, end), colour_none,
                                    [&](auto a, auto b) { return stronger(a, b, diverging); });
    }
    return image;
}

QList<QRgb> heat_colours(const Theme& theme, bool diverging)
{
    QList<QRgb> colours(256, qRgba(0, 0, 0, 0));
    for (int number = ramp_first; number <= ramp_last; ++number) {
        const double share = static_cast<double>(number - ramp_first) / (ramp_last - ramp_first);
        colours[number] = (diverging ? ttt::diverging(theme, 2 * share - 1) : sequential(theme, share)).rgba();
    }
    colours[colour_failure] = theme.failure.rgba();
    return colours;
}

}  // namespace ttt
