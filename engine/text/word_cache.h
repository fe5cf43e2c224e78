// Tokens of words met before: a text has few different words.
#pragma once

#include "engine/text/merge_table.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ttt {

/// What one thread needs to merge words: memory of the merger and the words it has seen.
class WordCache {
public:
    /// nullopt: not met yet (or forgotten).
    std::optional<std::span<const Piece>> find(std::string_view word) const
    {
        const auto found = places_.find(word);
        if (found == places_.end())
            return std::nullopt;
        return std::span(pieces_).subspan(found->second.first, found->second.second);
    }

    void remember(std::string_view word, std::span<const Piece> pieces)
    {
        if (word.size() > longest_word)
            return;
        if (places_.size() >= most_words) {
            places_.clear();
            pieces_.clear();
        }
        places_.emplace(
            word, std::pair(static_cast<std::uint32_t>(pieces_.size()), static_cast<std::uint32_t>(pieces.size())));
        pieces_.insert(pieces_.end(), pieces.begin(), pieces.end());
    }

    WordMerger merger;

    /// Bytes; longer ones are not remembered.
    static constexpr std::size_t longest_word = 64;

private:
    static constexpr std::size_t most_words = 1 << 17;

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
    };

    std::unordered_map<std::string, std::pair<std::uint32_t, std::uint32_t>, Hash, std::equal_to<>> places_;
    std::vector<Piece> pieces_;
};

/// Lends a cache to each call of encode, so that several threads never share one and a later call finds it warm.
class WordCachePool {
public:
    using Loan = std::unique_ptr<WordCache>;

    Loan take()
    {
        const std::lock_guard lock(mutex_);
        if (idle_.empty())
            return std::make_unique<WordCache>();
        Loan cache = std::move(idle_.back());
        idle_.pop_back();
        return cache;
    }

    void give_back(Loan cache)
    {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(cache));
    }

private:
    std::mutex mutex_;
    std::vector<Loan> idle_;
};

}  // namespace ttt
