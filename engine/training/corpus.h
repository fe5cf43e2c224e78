// The tokens of a corpus of books, document by document. No torch.
#pragma once

#include "engine/text/text_file.h"
#include "engine/text/tokenizer.h"

#include <cstdint>
#include <stop_token>
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
    std::size_t unread_bytes = 0;  // for which the tokenizer has no token

    std::int64_t token_count() const;
};

/// One plain or .xz file of a corpus. Throws Error with a sentence that names it, also when its byte order mark says
/// that it is not UTF-8.
TextFile read_corpus_file(const std::string& path);

struct CorpusText {
    std::vector<std::string> documents;
    std::vector<std::string> remarks;  // sentences: files that are not UTF-8
};

/// The documents of plain or .xz files, cut at the separator, without empty ones. Throws Error with a sentence that
/// names the file.
CorpusText read_documents(const std::vector<std::string>& files);

/// Tokenizes with all cores. A start token that the tokenizer puts before a text is not put before documents: the end
/// token parts them. Throws Error when the tokenizer has no end token.
Corpus tokenize_corpus(const std::vector<std::string>& documents, const Tokenizer& tokenizer,
                       const std::stop_token& cancel = {});

}  // namespace ttt
