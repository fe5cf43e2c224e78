// The heart of BPE training: which pair of symbols is the most frequent, again and again.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ttt {

/// Words as sequences of symbols, with the count of every adjacent pair kept up to date. A merge costs the words in
/// which the pair stands, not the whole text.
class PairMerger {
public:
    struct Pair {
        std::int32_t left, right;
        std::int64_t count;
    };

    /// A word of the texts: its symbols, and how often it occurs. Call for all words, then start().
    void add_word(const std::vector<std::int32_t>& symbols, std::int64_t count);
    void start();

    /// The most frequent pair; of equals the one of the lower ids. nullopt: no pair is left.
    std::optional<Pair> best();

    /// Replaces the pair by `merged`, from left to right in every word.
    void merge(const Pair& pair, std::int32_t merged);

private:
    using Key = std::uint64_t;

    struct WordSymbols {
        std::size_t begin;   // into symbols_
        std::uint32_t size;  // shrinks with every merge
        std::int64_t count;
    };
    struct PairState {
        std::int64_t count = 0;
        std::vector<std::uint32_t> words;  // in which it stands, or once stood
    };
    struct Candidate {
        std::int64_t count;
        Key key;
        bool operator<(const Candidate& other) const
        {
            return count != other.count ? count < other.count : key > other.key;
        }
    };
    struct KeyHash {
        std::size_t operator()(Key key) const { return (key ^ key >> 29) * 0x9e3779b97f4a7c15u >> 7; }
    };

    void merge_in_word(std::uint32_t word, const Pair& pair, std::int32_t merged);
    void change(std::int32_t left, std::int32_t right, std::int64_t by, std::uint32_t word);
    void push(Key key);

    std::vector<WordSymbols> words_;
    std::vector<std::int32_t> symbols_;
    std::unordered_map<Key, PairState, KeyHash> pairs_;
    std::vector<Candidate> heap_;  // counts may be stale; best() checks
    std::vector<Key> grown_;       // pairs that became more frequent in the merge under way
};

}  // namespace ttt
