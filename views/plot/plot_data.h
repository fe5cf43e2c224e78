// What a Plot shows, as plain structs.
#pragma once

#include "views/theme.h"

#include <QPointF>
#include <QString>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace ttt {

class MinMaxPyramid;

/// A colour of the theme, or one for each palette. Resolved at paint: a palette change needs no new data.
struct PlotColour {
    PlotColour(QColor Theme::*of_theme) : role(of_theme) {}
    PlotColour(QColor in_light, QColor in_dark) : light(in_light), dark(in_dark) {}
    QColor in(const Theme& theme) const { return role ? theme.*role : theme.dark ? dark : light; }

    QColor Theme::*role = nullptr;
    QColor light, dark;
};

// Series share their points with the owner, who may go on appending to them (GUI thread) and calls set_data() again:
// that copies a few structs, never points. Only the first `count` points are shown (-1: all), so scrubbing changes one
// number. x ascends. NaN and Inf in y are gaps. An empty name stays out of the legend; what belongs to a named series
// and is hidden with it says so in `part_of`.

struct PlotLine {
    QString name = {};
    QString part_of = {};
    PlotColour colour = &Theme::adapted;
    double width = 1.6;  // device-independent pixels
    Qt::PenStyle style = Qt::SolidLine;
    bool faint = false;  // a raw line under its smooth one
    std::shared_ptr<const MinMaxPyramid> points = nullptr;
    qint64 count = -1;
};

/// The translucent area between two lines of the same x.
struct PlotBand {
    QString name = {};
    QString part_of = {};
    PlotColour colour = &Theme::adapted;
    std::shared_ptr<const MinMaxPyramid> low = nullptr, high = nullptr;
    qint64 count = -1;
};

struct PlotDots {
    QString name = {};
    PlotColour colour = &Theme::adapted;
    double radius = 2.0;  // device-independent pixels
    bool hollow = false;
    std::shared_ptr<const std::vector<QPointF>> points = nullptr;
    qint64 count = -1;
    qint64 highlighted = -1;  // index of the dot with a ring in theme.mark
};

struct PlotBar {
    double x, low, high;
};

/// Thin vertical ranges.
struct PlotBars {
    QString name = {};
    PlotColour colour = &Theme::frozen;
    double width = 2.5;  // device-independent pixels, less where bars are dense
    std::shared_ptr<const std::vector<PlotBar>> bars = nullptr;
    qint64 count = -1;
};

/// A straight line over the whole chart: horizontal at y (a reference) or vertical at x (a mark).
struct PlotRule {
    QString name = {};
    PlotColour colour = &Theme::frozen;
    Qt::PenStyle style = Qt::SolidLine;
    double at = 0;
};

/// Painted in this order: bars, references, bands, faint lines, lines, dots, marks.
struct PlotData {
    std::vector<PlotLine> lines = {};
    std::vector<PlotBand> bands = {};
    std::vector<PlotDots> dots = {};
    std::vector<PlotBars> bars = {};
    std::vector<PlotRule> references = {};  // y
    std::vector<PlotRule> marks = {};       // x
};

struct PlotAxes {
    bool log_x = false, log_y = false;             // points that are not above 0 are not drawn then
    std::optional<double> x_min = {}, x_max = {};  // what double-click and 0 go back to; nullopt: extent of the data
    std::optional<double> y_min = {}, y_max = {};  // nullopt: what is in sight without outliers, rounded to ticks
    QString x_name = {}, y_name = {};              // beside the axes: "token", "perplexity"
    QString y_suffix = {};                         // behind each y label: " %"

    bool operator==(const PlotAxes&) const = default;
};

/// How many points a series shows of so many that it has.
inline qint64 shown_count(qint64 count, std::size_t size)
{
    const auto all = static_cast<qint64>(size);
    return count < 0 ? all : std::min(count, all);
}

}  // namespace ttt
