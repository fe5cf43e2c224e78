// BPE of one word after another.
#pragma once

#include "engine/text/vocabulary.h"
#include "engine/text/word_cache.h"

#include <span>
#include <string_view>
#include <vector>

namespace ttt {

/// One text, one thread. What it lends from must outlive it.
class WordEncoder {
public:
    WordEncoder(const Vocabulary& vocabulary, bool ignore_merges, WordCachePool& caches, TextBudget& budget);
    ~WordEncoder() { caches_.give_back(std::move(cache_)); }
    WordEncoder(const WordEncoder&) = delete;
    WordEncoder& operator=(const WordEncoder&) = delete;

    struct Tokens {
        std::span<const Piece> pieces;
        std::span<const Stretch> unread;  // bytes of the word that have no token
    };
    /// Valid until the next call.
    Tokens encode(std::string_view word);

private:
    void merge_parts(std::string_view word);
    void add_part(std::span<const Piece> symbols, std::string_view part);

    const Vocabulary& vocabulary_;
    bool ignore_merges_;
    WordCachePool& caches_;
    WordCachePool::Loan cache_;
    TextBudget& budget_;
    std::vector<Piece> pieces_, symbols_;
    std::vector<Stretch> unread_;
};

}  // namespace ttt
