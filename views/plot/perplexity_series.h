// The mathematics of PerplexityView: from the NLL of every token to curves and bands. Pure, no widget.
#pragma once

#include "engine/records/block_bootstrap.h"
#include "views/plot/mean_curve.h"

#include <array>
#include <deque>
#include <optional>

namespace ttt {

enum class PerplexityMode { so_far, windowed, per_chunk, difference };

/// Which tokens count: those that an induction rule (... A B ... A → B) gets right, or those that it does not.
enum class TokenSplit { all, induced, rest };

struct PerplexityChoice {
    PerplexityMode mode = PerplexityMode::so_far;
    TokenSplit split = TokenSplit::all;
    bool smooth = false;
    bool errors = false;         // what comes is 0 or 1 an image, and not an NLL
    std::int64_t window = 1024;  // tokens, of PerplexityMode::windowed
    std::int64_t chunk = 1;      // tokens, for the length of the smoothing

    bool operator==(const PerplexityChoice&) const = default;
};

/// NLL in nats of the tokens of one chunk, or whether the images of a batch are wrong; NaN where there is none; empty:
/// the run has no such arm or column.
struct ChunkLosses {
    std::span<const float> frozen, adapted, twin, guarded;
    std::span<const float> induction;  // Column::induction; needed unless the split is TokenSplit::all
};

/// nullptr: there is none. Points come one per token or one per chunk.
struct SeriesPoints {
    std::shared_ptr<const MinMaxPyramid> points;
    bool per_chunk = false;

    std::int64_t count(std::int64_t steps, std::int64_t items) const { return per_chunk ? steps : items; }
};

/// One arm, or in PerplexityMode::difference one comparison.
struct PerplexityCurve {
    SeriesPoints line;
    SeriesPoints raw;        // faint, under a smooth line: in so-far modes the chunks themselves
    SeriesPoints low, high;  // 95 % band at the last token of each chunk (BlockBootstrap); may lag behind the line

    explicit operator bool() const { return line.points && line.points->size() > 0; }
};

/// Incremental over chunks. The bands are resampled apart by work(), so that a long run opens at once and a tick stays
/// short.
class PerplexitySeries {
public:
    explicit PerplexitySeries(const PerplexityChoice& choice);
    PerplexitySeries(PerplexitySeries&&) noexcept;
    PerplexitySeries& operator=(PerplexitySeries&&) noexcept;
    ~PerplexitySeries();

    const PerplexityChoice& choice() const { return choice_; }
    void add_chunk(const ChunkLosses& losses);
    std::int64_t chunks() const { return chunks_; }

    bool has_work() const;
    /// Resamples the next chunk of every band. About 30 µs.
    void work();

    /// PerplexityMode::difference: frozen() is adapted / frozen - 1 in percent, twin() adapted / twin - 1; of
    /// errors adapted - frozen, in percentage points.
    PerplexityCurve frozen() const { return curve(0); }
    PerplexityCurve twin() const { return curve(1); }
    PerplexityCurve adapted() const { return curve(2); }
    PerplexityCurve guarded() const { return curve(3); }

private:
    struct Arm;
    PerplexityCurve curve(std::size_t arm) const;
    void add_to_arm(std::size_t arm, std::span<const double> values);

    PerplexityChoice choice_;
    std::int64_t chunks_ = 0, tokens_ = 0;
    std::array<std::unique_ptr<Arm>, 4> arms_;  // frozen, twin, adapted, guarded; nullptr: not there
    std::vector<double> values_;                // of the chunk at hand
};

}  // namespace ttt
