#include "views/plot/plot_ticks.h"

#include "views/number_text.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double short_from = 100'000;  // shorter labels from here on
constexpr double fewest_octaves = 2;
constexpr double scientific_from = 1e9, scientific_below = 1e-4;

int decimals_of(double step)
{
    return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
}

QString linear_label(double value, double step, double greatest)
{
    if (greatest >= scientific_from || greatest < scientific_below)
        return value == 0 ? QStringLiteral("0") : scientific_text(value);
    const double unit = greatest < short_from || step < 1000 ? 1 : greatest < 10 * short_from ? 1e3 : 1e6;
    const QString suffix = unit == 1e6 ? QStringLiteral("M") : unit == 1e3 ? QStringLiteral("k") : QString();
    return fixed_text(value / unit, decimals_of(step / unit)) + (value == 0 ? QString() : suffix);
}

QString decimal_label(double value)
{
    if (value >= short_from * 10 || value < scientific_below * 10)
        return scientific_text(value);
    return fixed_text(value, decimals_of(value));
}

QString binary_label(double value)
{
    constexpr double kilo = 1024;
    if (value < kilo)
        return fixed_text(value, value < 1 ? 3 : 0);
    const bool mega = value >= kilo * kilo;
    return fixed_text(value / (mega ? kilo * kilo : kilo), 0) + (mega ? QStringLiteral("M") : QStringLiteral("k"));
}

}  // namespace

double nice_step(double from, double to, int most)
{
    const double rough = (to - from) / std::max(1, most);
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough * (1 - 1e-9))
            return factor * power;
    return 10 * power;
}

std::vector<Tick> linear_ticks(double from, double to, int most)
{
    std::vector<Tick> ticks;
    const double step = nice_step(from, to, most);
    const double first = std::ceil(from / step - 1e-6), last = std::floor(to / step + 1e-6);
    if (!(last - first < 1000))  // numbers so large that the step is lost in them
        return ticks;
    const double greatest = std::max(std::abs(from), std::abs(to));
    for (double at = first; at <= last; ++at)
        ticks.push_back({at * step, linear_label(at * step, step, greatest)});
    return ticks;
}

std::vector<Tick> decade_ticks(double from, double to, int most)
{
    constexpr double ticks_of_a_decade = 3;
    const double low = std::log10(from), high = std::log10(to);
    if (high - low < 1)
        return linear_ticks(from, to, most);
    std::vector<Tick> ticks;
    const auto add = [&](double at) {
        if (at >= from * (1 - 1e-9) && at <= to * (1 + 1e-9))
            ticks.push_back({at, decimal_label(at)});
    };
    const bool between = (high - low) * ticks_of_a_decade <= most;
    const double step = std::ceil((high - low) / std::max(1, most - 1));
    for (double power = std::floor(low); power <= high; power += step)
        for (const double factor : {1.0, 2.0, 5.0})
            if (factor == 1 || between)
                add(factor * std::pow(10, power));
    return ticks;
}

std::vector<Tick> log_ticks(double from, double to, int most)
{
    const double low = std::ceil(std::log2(from) - 1e-6), high = std::floor(std::log2(to) + 1e-6);
    if (high - low < fewest_octaves)
        return linear_ticks(from, to, most);
    const double step = std::ceil((high - low) / std::max(1, most - 1));
    std::vector<Tick> ticks;
    for (double power = low; power <= high; power += step)
        ticks.push_back({std::exp2(power), binary_label(std::exp2(power))});
    return ticks;
}

}  // namespace ttt
