// A text file in tokens, as a run needs it.
#pragma once

#include "engine/records/records.h"
#include "engine/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ttt {

/// Reads at most `tokens` tokens (0: all) of the file, and the marks within them when it was composed. Throws
/// ttt::Error with a sentence when it can't be read, or when its marks belong to another text.
DocumentRecord read_document(const std::string& path, const Tokenizer& tokenizer, std::int64_t tokens);

/// The first `tokens` tokens of encode(text), without encoding a long rest; fewer when the text has fewer.
Encoding encode_start(const Tokenizer& tokenizer, std::string_view text, std::int64_t tokens);

/// Refuses a tokenizer with ids that a model of `vocab_size` tokens does not have.
void check_tokenizer(const Tokenizer& tokenizer, std::int64_t vocab_size, const std::string& model);

/// The bytes of ids 0 .. vocab_size - 1, empty where the tokenizer has none.
std::vector<std::string> token_names(const Tokenizer& tokenizer, std::int64_t vocab_size);

}  // namespace ttt
