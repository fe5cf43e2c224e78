// A text file in tokens, as a run needs it.
#pragma once

#include "engine/model/model_config.h"
#include "engine/records/records.h"
#include "engine/text/tokenizer.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct RunDocument {
    DocumentRecord record;             // without the vocabulary
    std::optional<bool> start_token;   // as RunConfig; nullopt: the tokenizer has none
    std::vector<std::string> remarks;  // as RunHeader
};

/// Reads config.tokens tokens (0: all) of config.document, the start token among them, and the marks of that part when
/// the text was composed. Throws ttt::Error with a sentence when it can't be read, or when its marks belong to another
/// text; Cancelled.
RunDocument read_document(const RunConfig& config, const Tokenizer& tokenizer, std::stop_token cancel = {});

/// The first so many bytes of a text, or all that there are.
using TextStart = std::function<std::string_view(std::size_t bytes)>;

/// The first `tokens` tokens of encode(text), without reading or encoding a long rest; fewer when the text has fewer.
Encoding encode_start(const Tokenizer& tokenizer, const TextStart& text, std::int64_t tokens,
                      const std::stop_token& cancel = {});

/// Refuses a tokenizer with tokens that a model of `vocab_size` does not have. Added ones may be more: check_tokens.
void check_tokenizer(const Tokenizer& tokenizer, std::int64_t vocab_size, const std::string& model);

/// Throws ttt::Error when the text holds an added token that the model does not have.
void check_tokens(const DocumentRecord& document, const Tokenizer& tokenizer, const ModelConfig& model);

/// Gives the document the names of the model's tokens, after check_tokens, and a remark where the tokenizer has added
/// more.
void add_vocabulary(RunDocument& document, const Tokenizer& tokenizer, const ModelConfig& model);

/// The bytes of ids 0 .. vocab_size - 1, empty where the tokenizer has none.
std::vector<std::string> token_names(const Tokenizer& tokenizer, std::int64_t vocab_size);

}  // namespace ttt
