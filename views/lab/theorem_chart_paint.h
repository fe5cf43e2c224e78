// How the bars of the theorem are drawn.
#pragma once

#include "views/lab/theorem_rows.h"
#include "views/theme.h"

#include <QRectF>

class QPainter;

namespace ttt {

/// Pixels from the zero line to both sides.
struct TheoremScale {
    double left = 0, width = 1;
    TheoremRange range;

    double px(double value) const { return left + width * (value - range.low) / (range.high - range.low); }
    /// Upright, between zero and the value.
    QRectF bar(double value, double top, double height) const;
};

/// Outline and filling, the whisker of many, the marks of the single run.
void paint_theorem_bar(QPainter& painter, const Theme& theme, const TheoremScale& scale, const TheoremRow& row,
                       QRectF place, bool with_single);

/// Signs of predicted, measured and, with it, one run alone.
void paint_theorem_legend(QPainter& painter, const Theme& theme, QRectF place, bool with_single);

/// Vertical lines at round numbers, at zero, and at the signal; the numbers below them in `labels`.
void paint_theorem_axis(QPainter& painter, const Theme& theme, const TheoremScale& scale, QRectF bars, QRectF labels,
                        double signal);

}  // namespace ttt
