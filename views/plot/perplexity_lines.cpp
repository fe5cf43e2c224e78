#include "views/plot/perplexity_lines.h"

#include <QCoreApplication>

#include <array>

namespace ttt {

namespace {

constexpr std::int64_t first_shown_token = 256;  // before it a perplexity so far is mostly noise
constexpr std::int64_t short_run = 1024;         // tokens; such a run is shown from its start
constexpr double raw_width = 1, adapted_width = 2, other_width = 1.2;

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

void add_curve(PlotData& to, const RunModel& run, const PerplexityCurve& curve, PlotLine style)
{
    if (!curve)
        return;
    const auto count = [&run](const SeriesPoints& series) {
        return series.count(run.shown_steps(), run.shown_items());
    };
    if (curve.raw.points) {
        PlotLine raw = style;
        raw.name.clear();
        raw.faint = true;
        raw.width = raw_width;
        raw.style = Qt::SolidLine;
        raw.points = curve.raw.points;
        raw.count = count(curve.raw);
        to.lines.push_back(std::move(raw));
    }
    if (curve.low.points)
        to.bands.push_back(
            {.colour = style.colour, .low = curve.low.points, .high = curve.high.points, .count = count(curve.low)});
    style.points = curve.line.points;
    style.count = count(curve.line);
    to.lines.push_back(std::move(style));
}

}  // namespace

PlotData perplexity_lines(const PerplexityFeed& feed)
{
    PlotData to;
    const PerplexitySeries& series = feed.series();
    const PerplexityMode mode = series.choice().mode;
    if (mode == PerplexityMode::difference) {
        add_curve(to, feed.run(), series.frozen(), {.name = words("adapted / frozen, 95 %"), .width = adapted_width});
        add_curve(to, feed.run(), series.twin(),
                  {.name = words("adapted / twin, 95 %"), .colour = &Theme::twin, .style = Qt::DashLine});
        if (!to.lines.empty())
            to.references.push_back({.colour = &Theme::muted, .at = 0});
        return to;
    }
    add_curve(to, feed.run(), series.frozen(), {.name = words("frozen"), .colour = &Theme::frozen});
    add_curve(to, feed.run(), series.twin(),
              {.name = words("twin, trained without TTT"), .colour = &Theme::twin, .style = Qt::DashLine});
    const bool banded = mode == PerplexityMode::so_far;
    add_curve(to, feed.run(), series.adapted(),
              {.name = banded ? words("adapted, 95 %") : words("adapted"), .width = adapted_width});
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

PlotAxes perplexity_axes(const PerplexityFeed& feed, bool log_x)
{
    const RunModel& run = feed.run();
    const bool difference = feed.series().choice().mode == PerplexityMode::difference;
    const std::int64_t tokens = std::max(run.header().token_count, run.item_count());
    const bool from_first = tokens < short_run || run.shown_items() <= first_shown_token;
    PlotAxes axes;
    axes.log_x = log_x;
    axes.x_min = from_first ? 1.0 : static_cast<double>(first_shown_token);
    axes.x_max = static_cast<double>(std::max<std::int64_t>(2, tokens));
    axes.x_name = words("token");
    axes.y_name = difference ? words("difference in percent") : words("perplexity");
    axes.y_suffix = difference ? QStringLiteral(" %") : QString();
    return axes;
}

}  // namespace ttt
