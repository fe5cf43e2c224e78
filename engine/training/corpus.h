// The tokens of a corpus of books, document by document. No torch.
#pragma once

#include "engine/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// What stands between two documents in a corpus file; its token ends every document.
inline constexpr std::string_view document_separator = "<|endoftext|>";

/// One document, with the end token behind it.
using DocumentTokens = std::vector<std::int32_t>;

struct Corpus {
    std::vector<DocumentTokens> documents;
    std::int32_t end_token = 0;
    std::int64_t vocab_size = 0;

    std::int64_t token_count() const;
};

/// The documents of plain or .xz files, cut at the separator, without empty ones.
std::vector<std::string> read_documents(const std::vector<std::string>& files);

/// Tokenizes with all cores. Throws Error when the tokenizer has no end token.
Corpus tokenize_corpus(const std::vector<std::string>& documents, const Tokenizer& tokenizer);

}  // namespace ttt
