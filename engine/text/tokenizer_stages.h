// What a tokenizer.json does to a text before BPE: its normalizer and pre_tokenizer, and its decoder, which takes it
// back.
#pragma once

#include "engine/text/tokenizer_json.h"
#include "engine/text/tokenizer_spec.h"

namespace ttt {

/// Fill in what the three parts say; read_model's members of `spec` must be there. Throw Error with a sentence.
void read_normalizer(const nlohmann::json& normalizer, const TokenizerJson& file, TokenizerSpec& spec);
void read_pre_tokenizer(const nlohmann::json& pre_tokenizer, const TokenizerJson& file, TokenizerSpec& spec);

/// What it makes of one token; what it does between tokens is not asked for.
void read_decoder(const nlohmann::json& decoder, const TokenizerJson& file, TokenizerSpec& spec);

}  // namespace ttt
