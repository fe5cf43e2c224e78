#include "engine/text/pair_merger.h"

#include <algorithm>

namespace ttt {
namespace {

std::uint64_t key_of(std::int32_t left, std::int32_t right)
{
    return std::uint64_t{static_cast<std::uint32_t>(left)} << 32 | static_cast<std::uint32_t>(right);
}

}  // namespace

void PairMerger::add_word(const std::vector<std::int32_t>& symbols, std::int64_t count)
{
    const auto word = static_cast<std::uint32_t>(words_.size());
    words_.push_back({symbols_.size(), static_cast<std::uint32_t>(symbols.size()), count});
    symbols_.insert(symbols_.end(), symbols.begin(), symbols.end());
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
        change(symbols[i], symbols[i + 1], count, word);
}

void PairMerger::start()
{
    grown_.clear();
    for (const auto& [key, state] : pairs_)
        push(key);
}

void PairMerger::push(Key key)
{
    heap_.push_back({pairs_.at(key).count, key});
    std::push_heap(heap_.begin(), heap_.end());
}

void PairMerger::change(std::int32_t left, std::int32_t right, std::int64_t by, std::uint32_t word)
{
    const Key key = key_of(left, right);
    PairState& state = pairs_[key];
    state.count += by;
    if (by < 0)
        return;
    if (state.words.empty() || state.words.back() != word)
        state.words.push_back(word);
    grown_.push_back(key);
}

std::optional<PairMerger::Pair> PairMerger::best()
{
    while (!heap_.empty()) {
        std::pop_heap(heap_.begin(), heap_.end());
        const Candidate top = heap_.back();
        heap_.pop_back();
        const auto pair = pairs_.find(top.key);
        if (pair == pairs_.end() || pair->second.count <= 0)
            continue;
        if (pair->second.count == top.count)
            return Pair{static_cast<std::int32_t>(top.key >> 32), static_cast<std::int32_t>(top.key), top.count};
        push(top.key);  // fewer than when it was proposed
    }
    return std::nullopt;
}

void PairMerger::merge(const Pair& pair, std::int32_t merged)
{
    const auto found = pairs_.find(key_of(pair.left, pair.right));
    const std::vector<std::uint32_t> words = std::move(found->second.words);
    grown_.clear();
    for (const std::uint32_t word : words)
        merge_in_word(word, pair, merged);
    pairs_.erase(key_of(pair.left, pair.right));
    std::sort(grown_.begin(), grown_.end());
    grown_.erase(std::unique(grown_.begin(), grown_.end()), grown_.end());
    for (const Key key : grown_)
        if (pairs_.contains(key))
            push(key);
}

void PairMerger::merge_in_word(std::uint32_t index, const Pair& pair, std::int32_t merged)
{
    WordSymbols& word = words_[index];
    std::int32_t* symbols = symbols_.data() + word.begin;
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < word.size; ++i) {
        if (i + 1 >= word.size || symbols[i] != pair.left || symbols[i + 1] != pair.right) {
            symbols[kept++] = symbols[i];
            continue;
        }
        if (kept > 0) {
            change(symbols[kept - 1], pair.left, -word.count, index);
            change(symbols[kept - 1], merged, word.count, index);
        }
        if (i + 2 < word.size) {
            change(pair.right, symbols[i + 2], -word.count, index);
            change(merged, symbols[i + 2], word.count, index);
        }
        change(pair.left, pair.right, -word.count, index);
        symbols[kept++] = merged;
        ++i;
    }
    word.size = kept;
}

}  // namespace ttt
