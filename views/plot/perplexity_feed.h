// Feeds a PerplexitySeries from a run as it grows.
#pragma once

#include "views/plot/perplexity_series.h"
#include "views/run_model.h"

namespace ttt {

/// GUI thread. The run outlives the feed. Takes all that has arrived, not only what is shown: the playhead is a count.
class PerplexityFeed {
public:
    /// Which arms are worth computing: of another run in a comparison only what is drawn.
    enum class Arms { all, adapted_only };

    explicit PerplexityFeed(const RunModel& run, Arms arms = Arms::all);

    const RunModel& run() const { return run_; }
    /// choice.window and choice.chunk come from the run. A split that the run cannot tell counts all tokens.
    void set_choice(PerplexityChoice choice);
    /// Another run is there now.
    void reset();
    /// Takes the steps that have arrived since.
    void catch_up();
    /// Resamples bands for at most `milliseconds`; true: there is more to do.
    bool work(double milliseconds);

    const PerplexitySeries& series() const { return series_; }
    TokenSplit split() const { return series_.choice().split; }  // the one that is computed
    bool can_split() const;
    bool has_errors() const;  // of images, in the place of losses

private:
    ChunkLosses losses_of(std::int64_t step) const;
    PerplexityChoice possible_choice() const;
    int columns_there() const;

    const RunModel& run_;
    Arms arms_;
    PerplexityChoice choice_;  // as asked for
    int columns_ = 0;          // that were there when the series began
    PerplexitySeries series_;
};

}  // namespace ttt
