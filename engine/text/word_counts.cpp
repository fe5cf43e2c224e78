#include "engine/text/word_counts.h"

#include "engine/text/utf8.h"

namespace ttt {

WordCounts::WordCounts(PreTokenizer pre_tokenizer, AddedTokens special_tokens)
    : pre_tokenizer_(std::move(pre_tokenizer)), special_tokens_(std::move(special_tokens))
{
}

void WordCounts::add(std::string_view text, std::stop_token cancel)
{
    TextBudget budget(text.size(), std::move(cancel));
    special_tokens_.split(text, budget, [&](const AddedTokens::Stretch& stretch) {
        if (stretch.id < 0)
            add_words(text.substr(stretch.begin, stretch.end - stretch.begin), budget);
    });
}

void WordCounts::add_words(std::string_view text, TextBudget& budget)
{
    while (!text.empty()) {
        const std::size_t valid = utf8_valid_prefix(text);
        pre_tokenizer_.split(text.substr(0, valid), false, budget, [&](const Word& word) {
            if (const auto known = counts_.find(word.bytes); known != counts_.end())
                ++known->second;
            else
                counts_.emplace(word.bytes, 1);
        });
        text.remove_prefix(valid);
        text.remove_prefix(utf8_invalid_prefix(text));
    }
}

}  // namespace ttt
