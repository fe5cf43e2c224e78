// The merges of byte-level BPE, and their application to one word.
#pragma once

#include "engine/text/text_budget.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ttt {

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

/// Merges a word until nothing fits: always the pair of lowest rank, the leftmost of equals. n log n in the length of
/// the word. Keeps its memory between words: one object per thread.
class WordMerger {
public:
    /// `byte_ids[b]` is the id of byte b. Appends the ids of `word` to `ids`.
    void merge(const MergeTable& table, const std::array<std::int32_t, 256>& byte_ids, std::string_view word,
               TextBudget& budget, std::vector<std::int32_t>& ids);

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
