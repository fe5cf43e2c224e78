// What the readers of normalizer, pre_tokenizer and decoder share.
#pragma once

#include "engine/text/tokenizer_json.h"
#include "engine/text/tokenizer_spec.h"

#include <string>

namespace ttt {

/// Nested parts of one kind. One file, one reader of each kind.
class StageReader {
public:
    /// `what`: "normalizer". All must outlive it.
    StageReader(const char* what, const TokenizerJson& file, TokenizerSpec& spec)
        : file_(file), spec_(spec), what_(what)
    {
    }

protected:
    /// The type of a part; counts it.
    std::string begin(const nlohmann::json& part);

    Pattern pattern(const std::string& source, Pattern::Kind kind) const;

    /// {"Regex": "..."} or {"String": "..."}
    Pattern pattern_of(const nlohmann::json& part, const std::string& type) const;

    /// The same where it is a text; empty: it is a regular expression.
    static std::string literal(const nlohmann::json& part);

    /// A text that stands in the place of another.
    std::string text(const nlohmann::json& part, const char* key, const std::string& type) const;

    /// Tokens that say `written` mean `bytes`.
    void add_blank(const std::string& written, const std::string& bytes);

    const TokenizerJson& file_;
    TokenizerSpec& spec_;

private:
    const char* what_;
    int stages_ = 0;
};

}  // namespace ttt
