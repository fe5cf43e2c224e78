// Training of a byte-level BPE tokenizer.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct BpeTrainerOptions {
    std::int64_t vocab_size = 8192;  // bytes, merges and special tokens together
    std::vector<std::string>
        special_tokens;  // get the last ids, in this order; where they stand in a text, they cut it
};

/// The text of a tokenizer.json that Hugging Face tokenizers reads too: 256 bytes, the merges, the special tokens;
/// words cut by Qwen2's pattern, no normaliser. Deterministic: of pairs that are equally frequent the one of the lower
/// ids is merged first (as Hugging Face does). Smaller than asked for when no pair occurs twice any more.
/// Throws Error with a sentence when the vocabulary is too small or there is no text, Cancelled when asked to stop.
std::string train_bpe(std::span<const std::string_view> texts, const BpeTrainerOptions& options,
                      const std::stop_token& cancel = {});

}  // namespace ttt
