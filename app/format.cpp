#include "app/format.h"

#include <cmath>
#include <cstdio>
#include <ctime>

namespace ttt {

namespace {

constexpr double most_digits = 1e6;  // a number beyond it is read by its power of ten

template <class... Values>
std::string printed(const char* format, Values... values)
{
    char text[64];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

}  // namespace

std::string fixed(double value, int digits)
{
    if (std::isnan(value))
        return "–";
    if (std::isinf(value))
        return value > 0 ? "∞" : "-∞";
    return std::abs(value) < most_digits ? printed("%.*f", digits, value) : printed("%.1e", value);
}

std::string percent_change(double from, double to)
{
    const double change = 100 * (to - from) / from;
    if (!std::isfinite(change))
        return "–";
    return printed(std::abs(change) < most_digits ? "%+.1f %%" : "%+.1e %%", change);
}

std::string interval_text(const Gain& gain)
{
    if (!std::isfinite(gain.low) || !std::isfinite(gain.high))
        return "–";
    const auto bound = [](double value) { return (value > 0 ? "+" : "") + fixed(100 * value, 1); };
    return bound(gain.low) + " … " + bound(gain.high);
}

std::string gain_text(const Gain& gain)
{
    const std::string interval = interval_text(gain);
    return interval == "–" ? interval : percent_change(1, 1 + gain.change) + " (" + interval + ")";
}

std::string thousands(std::int64_t value)
{
    std::string text = std::to_string(value);
    const int first = value < 0 ? 1 : 0;
    for (int at = static_cast<int>(text.size()) - 3; at > first; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

std::string duration(double seconds)
{
    if (!std::isfinite(seconds) || seconds > 1e9)
        return "–";
    const auto whole = static_cast<long long>(std::ceil(seconds));
    if (whole >= 3600)
        return printed("%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
    return printed("%lld:%02lld", whole / 60, whole % 60);
}

std::string local_time(std::int64_t unix_ms)
{
    constexpr std::int64_t last_ms = 253'402'300'799'999;  // of the year 9999
    const std::time_t seconds = unix_ms / 1000;
    std::tm parts{};
    if (unix_ms < 0 || unix_ms > last_ms || !localtime_r(&seconds, &parts))
        return "–";
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
    return text;
}

std::string short_id(const std::string& run_id)
{
    return run_id.substr(0, 8);
}

}  // namespace ttt
