// Ids of words met before: a text has few different words.
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
    std::optional<std::span<const std::int32_t>> find(std::string_view word) const
    {
        const auto found = places_.find(word);
        if (found == places_.end())
            return std::nullopt;
        return std::span(ids_).subspan(found->second.first, found->second.second);
    }

    void remember(std::string_view word, std::span<const std::int32_t> ids)
    {
        if (word.size() > longest_word)
            return;
        if (places_.size() >= most_words) {
            places_.clear();
            ids_.clear();
        }
        places_.emplace(word,
                        std::pair(static_cast<std::uint32_t>(ids_.size()), static_cast<std::uint32_t>(ids.size())));
        ids_.insert(ids_.end(), ids.begin(), ids.end());
    }

    WordMerger merger;

private:
    static constexpr std::size_t longest_word = 64;  // bytes
    static constexpr std::size_t most_words = 1 << 17;

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
    };

    std::unordered_map<std::string, std::pair<std::uint32_t, std::uint32_t>, Hash, std::equal_to<>> places_;
    std::vector<std::int32_t> ids_;
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
