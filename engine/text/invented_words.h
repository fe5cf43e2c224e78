// Words that no book has: pronounceable names to plant, and running text of a small invented language.
#pragma once

#include "engine/text/draw.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace ttt {

/// Never gives a word twice, nor one that it was told to avoid (without regard to case).
class InventedWords {
public:
    explicit InventedWords(std::uint64_t seed) : draw_(seed) {}

    /// Every word of the text, without the marks around it.
    void avoid(std::string_view text);

    std::string word(int fewest_syllables);  // "tovelin"; at most one syllable more, while there are such words left
    std::string name();                      // "Tovelin"

private:
    std::string candidate(int syllables);

    Draw draw_;
    std::unordered_set<std::string> taken_;  // in lower case
};

/// `words` words in sentences and paragraphs, of a vocabulary of 800 words where few are frequent (Zipf's law), the
/// short ones. Every word is drawn by itself, so pairs repeat by chance alone.
std::string invented_text(std::int64_t words, std::uint64_t seed);

}  // namespace ttt
