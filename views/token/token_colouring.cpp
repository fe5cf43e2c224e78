#include "views/token/token_colouring.h"

#include "views/token/item_value.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

/// Below it text turns over to the theme's other end; not earlier, so that few tokens look apart from their neighbours.
constexpr double enough_contrast = 3;

/// The arm that stands for a run in a comparison.
Column main_column(const RunModel& run)
{
    return run.column(Column::nll_adapted).empty() ? Column::nll_frozen : Column::nll_adapted;
}

std::span<const float> left_column(const RunModel& run, ColourMode mode)
{
    switch (mode) {
    case ColourMode::frozen:
        return run.column(Column::nll_frozen);
    case ColourMode::rank:
    case ColourMode::rank_difference:
        return run.column(Column::rank_adapted);
    case ColourMode::reference:
        return run.column(main_column(run));
    case ColourMode::taught_by:
    case ColourMode::taught_here:
        return {};
    default:
        return run.column(Column::nll_adapted);
    }
}

std::span<const float> right_column(const RunModel& run, ColourMode mode, const RunModel* reference)
{
    switch (mode) {
    case ColourMode::adapted_frozen:
        return run.column(Column::nll_frozen);
    case ColourMode::adapted_twin:
        return run.column(Column::nll_twin);
    case ColourMode::rank_difference:
        return run.column(Column::rank_frozen);
    case ColourMode::reference:
        return reference ? reference->column(main_column(*reference)) : std::span<const float>();
    default:
        return {};
    }
}

double at(std::span<const float> values, std::int64_t item)
{
    const auto index = static_cast<std::size_t>(item);
    return item >= 0 && index < values.size() ? static_cast<double>(values[index]) : no_number;
}

/// WCAG 2: relative luminance of an sRGB colour.
double luminance(const QColor& colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

}  // namespace

TokenValues::TokenValues(const RunModel& run, const TokenColouring& colouring)
    : colouring_(colouring), left_(left_column(run, colouring.mode)),
      right_(right_column(run, colouring.mode, colouring.reference)), shown_(run.shown_items())
{
}

double TokenValues::value(std::int64_t item) const
{
    if (item < 0 || item >= shown_)
        return no_number;
    if (colour_mode(colouring_.mode).lab) {
        const TokenOverlay* overlay = colouring_.overlay(colouring_.mode);
        return overlay ? overlay->value(item) : no_number;
    }
    const double left = at(left_, item);
    switch (colouring_.mode) {
    case ColourMode::adapted:
    case ColourMode::frozen:
        return left;
    case ColourMode::rank:
        return std::log10(left);
    case ColourMode::rank_difference:
        return std::log10(left / at(right_, item));
    default:
        return left - at(right_, item);
    }
}

QColor TokenValues::colour(const Theme& theme, std::int64_t item) const
{
    return colour_at(colouring_, theme, scaled(colouring_, value(item)));
}

double scaled(const TokenColouring& colouring, double value)
{
    const ColourModeInfo& mode = colour_mode(colouring.mode);
    if (std::isnan(value))
        return value;
    if (mode.lab) {  // a logit that rose is easier: the palette's lower end
        const TokenOverlay* overlay = colouring.overlay(colouring.mode);
        return overlay && overlay->largest > 0 ? std::clamp(-value / overlay->largest, -1.0, 1.0) : 0;
    }
    if (mode.diverging)
        return std::clamp(value / colouring.saturation, -1.0, 1.0);
    return std::clamp(value / (colouring.saturation * (mode.ranks ? rank_span : nll_span)), 0.0, 1.0);
}

QColor colour_at(const TokenColouring& colouring, const Theme& theme, double x)
{
    return colour_mode(colouring.mode).diverging ? diverging(theme, x) : sequential(theme, x);
}

double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a) + 0.05;
    const double y = luminance(b) + 0.05;
    return std::max(x, y) / std::min(x, y);
}

QColor text_on(const Theme& theme, const QColor& background)
{
    if (background.alpha() == 0)
        return theme.text;
    return contrast(theme.text, background) >= enough_contrast ? theme.text : theme.panel;
}

}  // namespace ttt
