// What a token shows: its characters, and its part of those whose bytes it shares with its neighbours.
#pragma once

#include "engine/records/records.h"

#include <QString>

#include <cstdint>
#include <string_view>

class QFontMetricsF;
class QPainter;
class QPointF;

namespace ttt {

/// Part `at` of the `of` tokens that hold the bytes of one character.
struct CharacterPart {
    QString character;  // empty: there is none
    int at = 0, of = 1;

    explicit operator bool() const { return !character.isEmpty(); }
    bool operator==(const CharacterPart&) const = default;
};

/// Most tokens have `text` alone. A token in the middle of a character has nothing but `tail`.
struct TokenPieces {
    CharacterPart tail;  // of a character that began in an earlier token
    QString text;        // readable(): invalid bytes as \xNN
    CharacterPart head;  // of a character that goes on in the next token

    bool shares_characters() const { return tail || head; }
};

/// Whether the token may share a character: a look at two bytes. False for a token that holds none.
inline bool may_share_characters(std::string_view token)
{
    return !token.empty() && ((token.front() & 0xC0) == 0x80 || (token.back() & 0x80) != 0);
}

/// `item` is a token of the document; a few steps to its neighbours where characters are shared.
TokenPieces pieces_of(const DocumentRecord& document, std::int64_t item);

/// What a token would read as if it stood at `item`: it completes the character that the tokens before have begun.
QString text_in_place(const DocumentRecord& document, std::int64_t item, std::string_view token);

/// In a line of text: a shared character with its place among its tokens, "é¹⁄₂".
QString text_of(const TokenPieces& pieces);

/// Bytes as one line of text: newline ⏎, tab ⇥, other control characters as their symbols, invalid UTF-8 as \xNN.
QString readable(std::string_view bytes);

/// How wide a part of a character is drawn, pixels; never so narrow that it cannot be pointed at.
double width_of(const CharacterPart& part, const QFontMetricsF& metrics);

/// Draws the strip of the character that the token has, from `left` on, in the painter's pen and font: side by side the
/// strips of all its tokens are the character. `baseline`: pixels.
void paint_part(QPainter& painter, const CharacterPart& part, double left, double baseline);

}  // namespace ttt
