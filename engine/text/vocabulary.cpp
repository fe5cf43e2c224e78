#include "engine/text/vocabulary.h"

#include "engine/records/error.h"
#include "engine/text/byte_alphabet.h"

#include <utility>

namespace ttt {

Vocabulary::Vocabulary(const TokenizerSpec& spec, const std::string& name)
    : name_(name), alphabet_(spec.alphabet), by_written_(read_tokens(spec)), symbols_(spec, by_written_),
      merges_(spec.merges.size())
{
    add_added_tokens(spec);
    add_merges(spec);
}

void Vocabulary::claim(std::int32_t id, const std::string& written, std::string bytes)
{
    const auto index = static_cast<std::size_t>(id);
    if (index >= bytes_.size())
        bytes_.resize(index + 1);
    if (!bytes_[index].empty() && bytes_[index] != bytes)
        throw Error("The tokenizer " + name_ + " is broken: the id " + std::to_string(id) + " is given to \"" +
                    bytes_[index] + "\" and to \"" + written + "\".");
    bytes_[index] = std::move(bytes);
}

TokenIds Vocabulary::read_tokens(const TokenizerSpec& spec)
{
    TokenIds by_written;
    std::vector<std::pair<std::string, std::int32_t>> byte_tokens;
    for (const auto& [written, id] : spec.vocabulary) {
        std::string bytes = spec.spelling.bytes_of(written);
        by_written.emplace(written, id);
        if (spec.spelling.byte_tokens && byte_of_token(written))
            byte_tokens.emplace_back(bytes, id);
        else
            by_bytes_.emplace(bytes, id);
        claim(id, written, std::move(bytes));
    }
    by_bytes_.insert(byte_tokens.begin(), byte_tokens.end());
    return by_written;
}

void Vocabulary::add_added_tokens(const TokenizerSpec& spec)
{
    for (const AddedToken& token : spec.added_tokens) {
        const auto same = by_written_.find(token.content);
        if (same != by_written_.end() && same->second == token.id)
            bytes_[static_cast<std::size_t>(token.id)] = token.content;  // it is looked for as it is written
        else
            claim(token.id, token.content, token.content);
        added_.emplace(token.content, token.id);
    }
}

std::int32_t Vocabulary::merge_part(const std::string& written) const
{
    const auto found = by_written_.find(written);
    if (found == by_written_.end())
        throw Error("The tokenizer " + name_ + " is broken: the merges name \"" + written.substr(0, 80) +
                    "\", which is no token of its vocabulary.");
    return found->second;
}

void Vocabulary::add_merges(const TokenizerSpec& spec)
{
    std::int32_t rank = 0;
    for (const auto& [left, right] : spec.merges) {
        merges_.add(merge_part(left), merge_part(right), {rank++, merge_part(left + right)});
        const auto last = symbols_.last_of(left), first = symbols_.first_of(right);
        if (last && first)
            joints_.add(*last, *first, {});
        joins_all_ = joins_all_ || symbols_.stands_for_others(left) || symbols_.stands_for_others(right);
    }
}

std::optional<std::int32_t> Vocabulary::word_id(std::string_view word) const
{
    const auto found =
        alphabet_ == Alphabet::bytes ? by_written_.find(to_byte_characters(word)) : by_written_.find(word);
    return found == by_written_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int32_t> Vocabulary::any_id(std::string_view token) const
{
    const auto find = [token](const TokenIds& ids) -> std::optional<std::int32_t> {
        const auto found = ids.find(token);
        return found == ids.end() ? std::nullopt : std::optional(found->second);
    };
    const auto added = find(added_);
    return added ? added : find(by_bytes_);
}

}  // namespace ttt
