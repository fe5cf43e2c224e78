// Tokens of a document as a terminal can show them.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ttt {

/// Line breaks as ↵, tabs as →, what is no text as \xNN: one cell each but for the last.
std::string visible_text(std::string_view bytes);

/// An item in the middle of its text, in brackets: about `before` bytes in front of it and `after` behind it. Padded on
/// the left, so that the brackets of several stand below each other.
std::string item_in_context(const DocumentRecord& document, std::int64_t item, std::size_t before, std::size_t after);

/// The text of items [begin, end), visible, without its middle when it is longer than `bytes`.
std::string stretch_text(const DocumentRecord& document, std::int64_t begin, std::int64_t end, std::size_t bytes);

/// The id that a person means by digits, or by the text of a token, with or without the space in front of it. Throws
/// ttt::Error with a sentence.
std::int32_t token_named(const DocumentRecord& document, const std::string& name);

}  // namespace ttt
