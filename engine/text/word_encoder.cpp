#include "engine/text/word_encoder.h"

namespace ttt {

WordEncoder::WordEncoder(const Vocabulary& vocabulary, bool ignore_merges, WordCachePool& caches, TextBudget& budget)
    : vocabulary_(vocabulary), ignore_merges_(ignore_merges), caches_(caches), cache_(caches.take()), budget_(budget)
{
}

WordEncoder::Tokens WordEncoder::encode(std::string_view word)
{
    if (const auto known = cache_->find(word))
        return {*known, {}};
    pieces_.clear();
    unread_.clear();
    if (const auto whole = ignore_merges_ ? vocabulary_.word_id(word) : std::nullopt) {
        pieces_.push_back({*whole, 0});
    } else {
        vocabulary_.symbols().split(word, pieces_, unread_);
        if (word.size() <= WordCache::longest_word)
            cache_->merger.merge(vocabulary_.merges(), budget_, pieces_, 0);
        else
            merge_parts(word);
    }
    if (unread_.empty())
        cache_->remember(word, pieces_);
    return {pieces_, unread_};
}

/// SentencePiece's word is the whole text, but few merges reach across a blank: cut where none does, it is many words.
void WordEncoder::merge_parts(std::string_view word)
{
    symbols_.swap(pieces_);
    pieces_.clear();
    const auto begin_of = [&](std::size_t symbol) {
        return symbol < symbols_.size() ? static_cast<std::size_t>(symbols_[symbol].begin) : word.size();
    };
    for (std::size_t first = 0, end = 1; first < symbols_.size(); first = end++) {
        while (end < symbols_.size() && vocabulary_.joins(symbols_[end - 1].id, symbols_[end].id))
            ++end;
        add_part(std::span(symbols_).subspan(first, end - first),
                 word.substr(begin_of(first), begin_of(end) - begin_of(first)));
    }
}

void WordEncoder::add_part(std::span<const Piece> symbols, std::string_view part)
{
    budget_.tick();
    const auto known = unread_.empty() && !ignore_merges_ ? cache_->find(part) : std::nullopt;
    const std::size_t first = pieces_.size();
    if (known) {
        for (const Piece& piece : *known)
            pieces_.push_back({piece.id, piece.begin + symbols.front().begin});
        return;
    }
    pieces_.insert(pieces_.end(), symbols.begin(), symbols.end());
    cache_->merger.merge(vocabulary_.merges(), budget_, pieces_, first);
}

}  // namespace ttt
