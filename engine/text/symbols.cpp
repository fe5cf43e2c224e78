#include "engine/text/symbols.h"

#include "engine/text/byte_alphabet.h"
#include "engine/text/tokenizer_spec.h"
#include "engine/text/utf8.h"

#include <algorithm>

namespace ttt {
namespace {

void add(std::vector<Stretch>& stretches, std::size_t begin, std::size_t end)
{
    if (!stretches.empty() && stretches.back().end == begin)
        stretches.back().end = end;
    else
        stretches.push_back({begin, end});
}

}  // namespace

Symbols::Symbols(const TokenizerSpec& spec, const TokenIds& tokens)
    : tokens_(tokens), by_bytes_(spec.alphabet == Alphabet::bytes), fuse_unknown_(spec.fuse_unknown)
{
    const auto id = [&](const std::string& written) {
        const auto found = tokens.find(written);
        return found == tokens.end() ? none : found->second;
    };
    for (int value = 0; value < 256; ++value) {
        const auto byte = static_cast<unsigned char>(value);
        const std::string itself(1, static_cast<char>(byte));
        const std::int32_t character = id(to_byte_characters(itself));
        single_[byte] = by_bytes_ ? character : byte < 0x80 ? id(itself) : none;
        fallback_[byte] = spec.byte_fallback ? id(byte_token(byte)) : none;
        stray_[byte] = spec.spelling.byte_characters ? character : fallback_[byte];
    }
    if (!spec.unknown.empty() && id(spec.unknown) != none)
        unknown_ = id(spec.unknown);
}

std::int32_t Symbols::of(std::string_view symbol) const
{
    if (symbol.size() == 1)
        return single_[static_cast<unsigned char>(symbol[0])];
    const auto found = tokens_.find(symbol);
    return found == tokens_.end() ? none : found->second;
}

bool Symbols::add_bytes(std::string_view symbol, std::size_t at, std::vector<Piece>& pieces) const
{
    const auto token = [&](char byte) { return fallback_[static_cast<unsigned char>(byte)]; };
    if (by_bytes_ || std::ranges::any_of(symbol, [&](char byte) { return token(byte) == none; }))
        return false;
    for (const char byte : symbol)
        pieces.push_back({token(byte), static_cast<std::int32_t>(at++)});
    return true;
}

void Symbols::split(std::string_view word, std::vector<Piece>& pieces, std::vector<Stretch>& unread) const
{
    std::optional<Piece>
        waiting;  // an unknown token that may grow; bytes of a character go before it, as in Hugging Face
    const auto flush = [&] {
        if (!waiting)
            return;
        if (!pieces.empty())
            waiting->begin = std::max(waiting->begin, pieces.back().begin);
        pieces.push_back(*waiting);
        waiting.reset();
    };
    for (std::size_t at = 0, length = 1; at < word.size(); at += length) {
        length = by_bytes_ ? 1 : std::max<std::size_t>(utf8_sequence(word.substr(at)), 1);
        const std::string_view symbol = word.substr(at, length);
        if (const std::int32_t id = of(symbol); id != none) {
            flush();
            pieces.push_back({id, static_cast<std::int32_t>(at)});
        } else if (!add_bytes(symbol, at, pieces)) {
            add(unread, at, at + length);
            if (!unknown_ || (waiting && fuse_unknown_))
                continue;
            flush();
            waiting = Piece{*unknown_, static_cast<std::int32_t>(at)};
        }
    }
    flush();
}

std::optional<std::int32_t> Symbols::of_byte(unsigned char byte) const
{
    return stray_[byte] == none ? std::nullopt : std::optional(stray_[byte]);
}

bool Symbols::stands_for_others(const std::string& written) const
{
    const auto found = tokens_.find(written);
    return found != tokens_.end() &&
           (found->second == unknown_ || std::ranges::find(fallback_, found->second) != fallback_.end());
}

std::optional<std::int32_t> Symbols::of_character(std::string_view character) const
{
    const auto symbol = by_bytes_ ? from_byte_characters(character) : std::string(character);
    const std::int32_t id = symbol && !symbol->empty() ? of(*symbol) : none;
    return id == none ? std::nullopt : std::optional(id);
}

std::optional<std::int32_t> Symbols::first_of(const std::string& written) const
{
    return of_character(std::string_view(written).substr(0, utf8_sequence(written)));
}

std::optional<std::int32_t> Symbols::last_of(const std::string& written) const
{
    std::size_t length = 0;
    if (!written.empty())
        utf8_back(written, length);
    return of_character(std::string_view(written).substr(written.size() - length));
}

}  // namespace ttt
