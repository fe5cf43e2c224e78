// Unicode normalisation form C, with the way back.
// The tables are those of utf8proc (Unicode 14). Hugging Face tokenizers has those of Unicode 9: with several of the
// 74 marks that came between the two on one letter, it does not sort them, and ids may differ there.
#pragma once

#include "engine/text/normalized.h"

#include <string>
#include <string_view>

namespace ttt {

/// `text` must be valid UTF-8 and outlive the result.
void normalize_nfc(std::string_view text, Normalized& result);

/// The same without the way back.
std::string nfc(std::string_view text);

}  // namespace ttt
