// The merges of BPE, and their application to one word.
#pragma once

#include "engine/text/text_budget.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// A token of a word, or what one is merged from.
struct Piece {
    std::int32_t id;
    std::int32_t begin;  // byte of the word; it reaches to where the next begins
    bool operator==(const Piece&) const = default;
};

/// (left id, right id) -> (rank, merged id). Immutable after the last add(); then safe for several threads.
class MergeTable {
public:
    struct Merge {
        std::int32_t rank;  // the lower, the earlier
        std::int32_t id;
    };

    explicit MergeTable(std::size_t expected = 0);

    /// A pair that was there before gets the new merge.
    void add(std::int32_t left, std::int32_t right, Merge merge);

    /// nullptr: the two never merge.
    const Merge* find(std::int32_t left, std::int32_t right) const;

private:
    struct Slot {
        std::uint64_t key;
        Merge merge;
    };

    std::size_t place(std::uint64_t key) const;
    void grow();

    std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
    std::size_t count_ = 0;
};

/// Merges until nothing fits: always the pair of lowest rank, the leftmost of equals. n log n in the number of pieces.
/// Keeps its memory between calls: one object per thread.
class WordMerger {
public:
    /// `pieces` from `first` on become what is left of them.
    void merge(const MergeTable& table, TextBudget& budget, std::vector<Piece>& pieces, std::size_t first);

private:
    struct Symbol {
        std::int32_t id;  // -1: merged into the one on its left
        std::int32_t previous, next;
    };
    struct Candidate {
        std::int32_t rank, left, id;
        bool operator<(const Candidate& other) const
        {
            return rank != other.rank ? rank > other.rank : left > other.left;  // std::push_heap wants the best on top
        }
    };

    void propose(const MergeTable& table, std::int32_t left);
    void join(const MergeTable& table, const Candidate& candidate);

    std::vector<Symbol> symbols_;
    std::vector<Candidate> heap_;
};

}  // namespace ttt
