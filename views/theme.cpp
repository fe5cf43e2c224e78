#include "views/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

const Theme light{.dark = false,
                  .window = "#f6f7f9",
                  .panel = "#ffffff",
                  .panel_title = "#eff0f4",
                  .border = "#d5d8de",
                  .text = "#1d2127",
                  .muted = "#656d78",
                  .grid = "#e6e8ec",
                  .accent = "#2f6fe0",
                  .adapted = "#1a7f64",
                  .frozen = "#8793a6",
                  .twin = "#b8691f",
                  .guarded = "#0072b2",
                  .mark = "#f0b21c",
                  .warning = "#a66a00",
                  .failure = "#c23b22"};

const Theme dark{.dark = true,
                 .window = "#16181c",
                 .panel = "#1c1f24",
                 .panel_title = "#24272e",
                 .border = "#363b44",
                 .text = "#e4e7ec",
                 .muted = "#98a1ae",
                 .grid = "#2b3038",
                 .accent = "#6ba1ff",
                 .adapted = "#47c4a1",
                 .frozen = "#7f8896",
                 .twin = "#e0a458",
                 .guarded = "#56b4e9",
                 .mark = "#f5c242",
                 .warning = "#f0b95a",
                 .failure = "#ff7a5c"};

QColor mix(const QColor& from, const QColor& to, double amount)
{
    const auto part = [&](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * amount)); };
    return {part(from.red(), to.red()), part(from.green(), to.green()), part(from.blue(), to.blue())};
}

}  // namespace

QColor series_colour(const Theme& theme, int index)
{
    static constexpr std::array on_light{"#0072b2", "#d55e00", "#009e73", "#b0568a", "#3d9bd6", "#c58a00", "#4d4d4d"};
    static constexpr std::array on_dark{"#56b4e9", "#f2803c", "#2fc49b", "#dd96bd", "#8ccbf2", "#f0c048", "#c4c8ce"};
    const auto& colours = theme.dark ? on_dark : on_light;
    return colours[static_cast<std::size_t>(index) % colours.size()];
}

const Theme& theme(bool is_dark)
{
    return is_dark ? dark : light;
}

const Theme& theme(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? dark : light;
}

QColor diverging(const Theme& theme, double x)
{
    if (std::isnan(x))
        return Qt::transparent;
    const QColor easier = theme.dark ? QColor("#37a384") : QColor("#3f9a80");
    const QColor harder = theme.dark ? QColor("#b4552a") : QColor("#dd8a58");
    return mix(theme.panel, x < 0 ? easier : harder, std::min(1.0, std::abs(x)));
}

QColor sequential(const Theme& theme, double x)
{
    if (std::isnan(x))
        return Qt::transparent;
    const QColor low = theme.dark ? QColor("#1c2030") : QColor("#f3f5fd");
    return mix(low, theme.dark ? QColor("#86a8ff") : QColor("#3346bd"), std::clamp(x, 0.0, 1.0));
}

QPalette application_palette(bool is_dark)
{
    const Theme& colours = is_dark ? dark : light;
    QPalette palette(colours.panel);
    palette.setColor(QPalette::Window, colours.window);
    palette.setColor(QPalette::Base, colours.panel);
    palette.setColor(QPalette::AlternateBase, colours.panel_title);
    palette.setColor(QPalette::Button, colours.panel);
    palette.setColor(QPalette::Mid, colours.border);
    palette.setColor(QPalette::ToolTipBase, colours.panel);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, is_dark ? colours.window : Qt::white);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::PlaceholderText, colours.muted);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, colours.text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colours.muted);
    return palette;
}

}  // namespace ttt
