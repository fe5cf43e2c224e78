// Words about text that the tokenizer has no token for.
#pragma once

#include "engine/text/tokenizer.h"

#include <string>

namespace ttt {

/// How many of the first `end` bytes of the text have no token.
std::size_t unread_bytes(const Encoding& encoding, std::size_t end);

/// "The tokenizer has no token for 3 bytes of WHERE: left out." `where`: "the text (...)".
std::string unread_sentence(std::size_t bytes, const std::string& where, const Tokenizer& tokenizer);

}  // namespace ttt
