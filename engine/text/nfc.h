// Unicode normalisation form C, with the way back: which original byte a normalised byte comes from.
// The tables are those of utf8proc (Unicode 14). Hugging Face tokenizers has those of Unicode 9: with several of the
// 74 marks that came between the two on one letter, it does not sort them, and ids may differ there.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// Normalised text and its edits. Where nothing changed, `text` is a view of the original and `edits` is empty.
/// Owner: keep it where it was made; `text` may point into `storage`.
struct Normalized {
    struct Edit {
        std::size_t begin, end;                    // bytes of the normalised text
        std::size_t original_begin, original_end;  // bytes that became them
    };

    std::string_view text;
    std::string storage;
    std::vector<Edit> edits;  // in order

    Normalized() = default;
    Normalized(const Normalized&) = delete;
    Normalized& operator=(const Normalized&) = delete;

    /// The original byte at which normalised byte `position` begins. Inside a changed stretch: its end, so that the
    /// token that opens the stretch owns all of it.
    std::size_t original(std::size_t position) const;
};

/// `text` must be valid UTF-8 and outlive the result.
void normalize_nfc(std::string_view text, Normalized& result);

/// The same without the way back.
std::string nfc(std::string_view text);

}  // namespace ttt
