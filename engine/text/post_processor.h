// The post_processor of a tokenizer.json, as far as it concerns the start of a text.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// A token as a file names it; whether the tokenizer has it is the caller's to check.
struct NamedToken {
    std::int32_t id = 0;
    std::string content;  // "<|begin_of_text|>"
};

/// The tokens that TemplateProcessing, BertProcessing or RobertaProcessing, alone or in a Sequence, put before a single
/// text: LLaMA-3's <|begin_of_text|>. What they put behind it is left out: a text that is read has no end. Throws
/// std::invalid_argument with the end of a sentence about the tokenizer when the file says something else.
std::vector<NamedToken> start_tokens_of(const nlohmann::json& post_processor);

}  // namespace ttt
