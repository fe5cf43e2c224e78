#include "views/plot/perplexity_lines.h"

#include "engine/records/guard.h"
#include "views/number_text.h"
#include "views/plot/minmax_pyramid.h"
#include "views/plot/shift_marks.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace ttt {

namespace {

constexpr std::int64_t first_shown_token = 256;  // before it a perplexity so far is mostly noise
constexpr std::int64_t noisy_part = 8;           // and so is the first eighth of a short run
constexpr double raw_width = 1, adapted_width = 2.4, opponent_width = 1.4, other_width = 1.2;

struct OtherStyle {
    PlotColour colour;
    Qt::PenStyle style;
};

/// Hues apart from the arms' green, grey and orange for any kind of colour vision; the dashes tell them, too.
const std::array<OtherStyle, 6>& other_styles()
{
    static const std::array<OtherStyle, 6> styles{{
        {{QColor("#0072b2"), QColor("#56b4e9")}, Qt::DashLine},
        {{QColor("#b0388c"), QColor("#e59ad0")}, Qt::DotLine},
        {{QColor("#5b4bb5"), QColor("#a99cff")}, Qt::DashDotLine},
        {{QColor("#8a7a00"), QColor("#f0e442")}, Qt::DashDotDotLine},
        {{QColor("#0072b2"), QColor("#56b4e9")}, Qt::DotLine},
        {{QColor("#b0388c"), QColor("#e59ad0")}, Qt::DashLine},
    }};
    return styles;
}

QString words(const char* text)
{
    return QCoreApplication::translate("PerplexityView", text);
}

/// A run without labels, for one, has a point for every image and a value for none.
bool has_values(const SeriesPoints& series)
{
    return series.points && series.points->extremes(0, series.points->size()).first >= 0;
}

void add_curve(PlotData& to, const RunModel& run, const PerplexityCurve& curve, PlotLine style)
{
    if (!curve || !has_values(curve.line))
        return;
    const auto count = [&run](const SeriesPoints& series) {
        return series.count(run.shown_steps(), run.shown_items());
    };
    if (curve.raw.points) {
        PlotLine raw = style;
        raw.part_of = std::exchange(raw.name, {});
        raw.faint = true;
        raw.width = raw_width;
        raw.style = Qt::SolidLine;
        raw.points = curve.raw.points;
        raw.count = count(curve.raw);
        to.lines.push_back(std::move(raw));
    }
    if (curve.low.points)
        to.bands.push_back({.part_of = style.name,
                            .colour = style.colour,
                            .low = curve.low.points,
                            .high = curve.high.points,
                            .count = count(curve.low)});
    style.points = curve.line.points;
    style.count = count(curve.line);
    to.lines.push_back(std::move(style));
}

/// Where adapted is worse than frozen from, once that is known to who stands at the playhead.
void add_worse_mark(PlotData& to, const RunModel& run)
{
    const std::optional<Worse> worse = first_worse(run.events(EventKind::worse));
    if (!worse || worse->end > run.shown_items() || to.lines.empty())
        return;
    const std::int64_t chunk = run.step_of(worse->begin);
    to.marks.push_back({.name = words("worse than frozen from chunk %1").arg(grouped(chunk)),
                        .colour = &Theme::failure,
                        .style = Qt::DotLine,
                        .at = static_cast<double>(worse->begin)});
}

PlotData difference_lines(const PerplexityFeed& feed, const QString& first, const QString& second)
{
    PlotData to;
    add_curve(to, feed.run(), feed.series().frozen(), {.name = first, .width = adapted_width});
    add_curve(to, feed.run(), feed.series().twin(), {.name = second, .colour = &Theme::twin, .style = Qt::DashDotLine});
    if (!to.lines.empty())
        to.references.push_back({.colour = &Theme::muted, .at = 0});
    add_worse_mark(to, feed.run());
    add_shift_marks(to, feed.run());
    add_collapse_mark(to, feed.run());
    return to;
}

}  // namespace

PlotData perplexity_lines(const PerplexityFeed& feed, const QString& run)
{
    PlotData to;
    const PerplexitySeries& series = feed.series();
    const PerplexityMode mode = series.choice().mode;
    const auto name = [&run](const char* arm) {
        return run.isEmpty() ? words(arm) : words("%1 · %2").arg(run, words(arm));
    };
    if (mode == PerplexityMode::difference)
        return difference_lines(feed, name("adapted / frozen, 95 %"), name("adapted / twin, 95 %"));
    const bool banded = mode == PerplexityMode::so_far;
    add_curve(to, feed.run(), series.adapted(),
              {.name = banded ? name("adapted, 95 %") : name("adapted"), .width = adapted_width});
    add_curve(to, feed.run(), series.twin(),
              {.name = name("twin, trained without TTT"),
               .colour = &Theme::twin,
               .width = opponent_width,
               .style = Qt::DashDotLine});
    add_curve(to, feed.run(), series.frozen(),
              {.name = name("frozen"), .colour = &Theme::frozen, .width = opponent_width, .style = Qt::DashLine});
    add_curve(to, feed.run(), series.guarded(),
              {.name = name("guarded"), .colour = &Theme::guarded, .width = opponent_width, .style = Qt::DotLine});
    add_worse_mark(to, feed.run());
    add_shift_marks(to, feed.run());
    add_collapse_mark(to, feed.run());
    return to;
}

void add_other_run(PlotData& to, const PerplexityFeed& feed, const QString& name, std::size_t at)
{
    const PerplexitySeries& series = feed.series();
    const PerplexityCurve curve = series.adapted() ? series.adapted() : series.frozen();
    if (!curve)
        return;
    const OtherStyle& style = other_styles()[at % other_styles().size()];
    to.lines.push_back({.name = name,
                        .colour = style.colour,
                        .width = other_width,
                        .style = style.style,
                        .points = curve.line.points,
                        .count = curve.line.count(feed.run().shown_steps(), feed.run().shown_items())});
}

PlotAxes perplexity_axes(const PerplexityFeed& feed, bool log_x, bool log_y)
{
    const RunModel& run = feed.run();
    const bool difference = feed.series().choice().mode == PerplexityMode::difference;
    const std::int64_t tokens = run.span_items();
    const std::int64_t first = std::clamp<std::int64_t>(run.shown_items() / noisy_part, 1, first_shown_token);
    PlotAxes axes;
    axes.log_x = log_x;
    axes.log_y = log_y;
    axes.x_min = static_cast<double>(std::bit_floor(static_cast<std::uint64_t>(first)));
    axes.x_max = static_cast<double>(std::max<std::int64_t>(2, tokens));
    axes.x_name = feed.has_errors() ? words("image") : words("token");
    if (feed.has_errors())
        axes.y_name = difference ? words("change of the error, percentage points") : words("error, %");
    else
        axes.y_name = difference ? words("change of perplexity") : words("perplexity");
    axes.y_suffix = difference && !feed.has_errors() ? QStringLiteral(" %") : QString();
    return axes;
}

}  // namespace ttt
