// The perplexity curves in words and as a table.
#pragma once

#include "views/plot/perplexity_feed.h"
#include "views/view.h"

namespace ttt {

/// "36.2", "4.52", "1,204"; NaN: "–".
QString perplexity_number(double value);
/// "−19 %" or, exact, "−19.2 %".
QString percent_number(double value, int decimals);

/// What the box beside the crosshair says about a token: its place, the frozen arm and the twin, the adapted arm.
QString perplexity_value_text(const PerplexityFeed& feed, std::int64_t item);

/// Every stored point of what is shown: a row per token, or per chunk in PerplexityMode::per_chunk.
ViewTable perplexity_table(const PerplexityFeed& feed);

}  // namespace ttt
