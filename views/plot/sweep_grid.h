// What a grid of settings came to, as plain structs: of whatever was run, and whatever counts as its outcome.
#pragma once

#include <QStringList>

#include <limits>
#include <optional>
#include <vector>

namespace ttt {

/// One place of the grid.
struct SweepCell {
    int x = 0, y = 0;                                         // in SweepGrid::xs and ys
    double value = std::numeric_limits<double>::quiet_NaN();  // NaN: there is no result, `state` says why
    double low = std::numeric_limits<double>::quiet_NaN();    // its interval; NaN: none
    double high = std::numeric_limits<double>::quiet_NaN();
    QString state = {};  // "diverged", "waits"
    QString words = {};  // all about it, lines parted by \n
};

struct SweepGrid {
    QString x_name = {}, y_name = {};  // of the settings; y_name empty: there is one
    QStringList xs = {}, ys = {};      // their values in order; ys has one entry where there is one setting
    QString value_name = {};           // of the outcome
    QString suffix = {};               // behind each number of it: " %"
    std::optional<double> reference = {};
    QString reference_name = {};  // "frozen"
    std::vector<SweepCell> cells = {};
    int best = -1;  // index of a cell; -1: none

    bool is_map() const { return !y_name.isEmpty(); }
};

}  // namespace ttt
