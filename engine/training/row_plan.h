// Which tokens stand in which row of which step: a pure function of corpus and seed, so that a resumed training, or the
// twin, reads exactly the same rows. No torch.
#pragma once

#include "engine/training/corpus.h"

#include <cstdint>
#include <vector>

namespace ttt {

struct RowShape {
    std::int64_t length = 0;  // T
    std::int64_t chunk = 0;   // pieces start at multiples of it; 1 when nothing is fast
    double repeat_fraction = 0;
    std::int64_t repeat_min = 0;
    std::int64_t repeat_max = 0;
};

/// One row. A target of -100 counts for nothing.
struct Row {
    std::vector<std::int64_t> ids;       // [T]
    std::vector<std::int64_t> targets;   // [T] next token
    std::vector<std::int64_t> document;  // [T] equal numbers belong together
};

/// Cuts every document into pieces of T tokens at an offset drawn anew in each epoch; short pieces share rows.
class RowPlan {
public:
    RowPlan(const Corpus& corpus, RowShape shape, std::uint64_t seed);

    /// Row number `index` of the endless sequence. Not thread-safe: it keeps the plan of one epoch.
    Row row(std::int64_t index);

private:
    struct Piece {
        std::size_t document;
        std::int64_t begin;
        std::int64_t length;
        std::int64_t at;  // place in the row
    };
    using PiecesOfRow = std::vector<Piece>;

    void plan_epoch(std::int64_t epoch);
    std::int64_t rounded(std::int64_t length) const;
    Row text_row(const PiecesOfRow& pieces) const;
    Row repeat_row(std::uint64_t seed) const;

    const Corpus& corpus_;
    RowShape shape_;
    std::uint64_t seed_;
    std::int64_t epoch_ = -1;
    std::int64_t first_ = 0;            // index of the epoch's first row
    std::vector<std::int64_t> starts_;  // first row of every epoch known so far
    std::vector<PiecesOfRow> rows_;
};

}  // namespace ttt
