#include "app/format.h"

#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>

namespace ttt {

namespace {

template <class... Values>
std::string printed(const char* format, Values... values)
{
    char text[400];  // the longest double has 309 digits before its point
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

}  // namespace

std::string fixed(double value, int digits)
{
    return std::isnan(value) ? "–" : printed("%.*f", digits, value);
}

std::string percent_change(double from, double to)
{
    const double change = 100 * (to - from) / from;
    return std::isfinite(change) ? printed("%+.1f %%", change) : "–";
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
    const std::time_t seconds = unix_ms / 1000;
    std::tm parts{};
    localtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
    return text;
}

std::string short_id(const std::string& run_id)
{
    return run_id.substr(0, 8);
}

std::string file_name(const std::string& path)
{
    const std::filesystem::path whole(path);
    return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

}  // namespace ttt
