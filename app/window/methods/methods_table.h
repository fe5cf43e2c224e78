// A comparison of methods in words: its table, what the columns mean, and what stands at a place of a curve.
#pragma once

#include "app/compare_methods.h"
#include "views/view.h"

namespace ttt {

/// A row for each method, under `names`: perplexity (of images error), change against frozen, interval, worse items,
/// seconds, memory, and the perplexity or error of every range.
ViewTable methods_table(const Comparison& comparison, const std::vector<QString>& names);

/// One sentence with its formula; of ranges the same for all. `errors`: of images.
QString column_help(int column, bool errors);

/// "−12.3 % (−13.4 to −11.1)"; of errors "−12.3 points (−13.4 to −11.1)"
QString gain_words(const GainPoint& point, bool errors);

/// "31.2 in 512 – 1,024": of the range that token x lies in; "–" where the method was not.
QString range_words(const Comparison& comparison, std::size_t method, double x);

}  // namespace ttt
