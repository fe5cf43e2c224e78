#include "engine/text/added_tokens.h"

#include "engine/text/utf8.h"

#include <algorithm>

namespace ttt {
namespace {

bool ends_with_word(std::string_view text)
{
    std::size_t length = 0;
    return !text.empty() && is_word_character(utf8_back(text, length));
}

bool starts_with_word(std::string_view text)
{
    std::size_t length = 0;
    return !text.empty() && utf8_sequence(text) != 0 && is_word_character(utf8_front(text, length));
}

/// Where the white space at the end of text[least, end) begins.
std::size_t without_space_before(std::string_view text, std::size_t least, std::size_t end)
{
    while (end > least) {
        std::size_t begin = end - 1;
        while (begin > least && end - begin < 4 && (text[begin] & 0xc0) == 0x80)
            --begin;
        const std::string_view last = text.substr(begin, end - begin);
        std::size_t length = 0;
        if (utf8_sequence(last) != last.size() || !is_white_space(utf8_front(last, length)))
            break;
        end = begin;
    }
    return end;
}

/// Where the white space that begins at `begin` ends.
std::size_t after_space(std::string_view text, std::size_t begin)
{
    while (const std::size_t sequence = utf8_sequence(text.substr(begin))) {
        std::size_t length = 0;
        if (!is_white_space(utf8_front(text.substr(begin), length)))
            break;
        begin += sequence;
    }
    return begin;
}

}  // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens) : tokens_(std::move(tokens))
{
    std::erase_if(tokens_, [](const AddedToken& token) { return token.content.empty(); });
    std::ranges::stable_sort(tokens_, {}, &AddedToken::content);
    const auto same = [](const AddedToken& a, const AddedToken& b) { return a.content == b.content; };
    tokens_.erase(std::unique(tokens_.begin(), tokens_.end(), same), tokens_.end());
    std::vector<std::string_view> contents;
    for (const AddedToken& token : tokens_)
        contents.push_back(token.content);
    trie_ = TokenTrie(contents);
}

void AddedTokens::split(std::string_view text, TextBudget& budget,
                        const std::function<void(const Stretch&)>& visit) const
{
    std::size_t done = 0;
    const auto between = [&](std::size_t begin, std::size_t end) {
        if (begin < end)
            visit({-1, begin, end});
    };
    for (TokenTrie::Found found = trie_.find(text, 0, budget); found.text >= 0;) {
        const AddedToken& token = tokens_[static_cast<std::size_t>(found.text)];
        std::size_t begin = found.begin;
        std::size_t end = begin + token.content.size();
        found = trie_.find(text, end, budget);
        if (token.single_word && (ends_with_word(text.substr(0, begin)) || starts_with_word(text.substr(end))))
            continue;
        if (token.lstrip)
            begin = without_space_before(text, done, begin);
        if (token.rstrip)
            end = after_space(text, std::max(end, done));
        if (end <= done && token.lstrip)
            continue;  // Hugging Face can't read this at all
        // What an earlier token's rstrip took along is a token again, as in Hugging Face, of no bytes.
        begin = std::max(begin, done);
        end = std::max(end, done);
        between(done, begin);
        visit({token.id, begin, end});
        done = end;
    }
    between(done, text.size());
}

}  // namespace ttt
