// What changes a text before it is cut into words: the normalizer of a tokenizer.json.
#pragma once

#include "engine/text/normalized.h"
#include "engine/text/pattern.h"

#include <deque>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ttt {

/// A text after every step, with the way back through all of them. Owner: keep it where it was made.
struct NormalizedText {
    std::string_view text;
    std::deque<Normalized> steps;  // each of the text of the one before

    /// The byte of the text as given at which byte `position` begins.
    std::size_t original(std::size_t position) const;
};

/// The steps in order. Immutable once built; safe for several threads.
class Normalizer {
public:
    /// Unicode normalisation form C.
    void add_nfc();

    /// LLaMA's: a text that is not empty begins with `content`, even where it did before.
    void add_prepend(std::string content);

    /// Each match becomes `content`: SentencePiece writes a blank as U+2581.
    void add_replace(Pattern pattern, std::string content);

    /// `text` must be valid UTF-8 and outlive the result, which must be new.
    void run(std::string_view text, TextBudget& budget, NormalizedText& result) const;

    /// The same without the way back.
    std::string apply(std::string_view text) const;

private:
    struct Nfc {};
    struct Prepend {
        std::string content;
    };
    struct Replace {
        Pattern pattern;
        std::string content;
    };

    std::vector<std::variant<Nfc, Prepend, Replace>> steps_;
};

/// Makes each match of `pattern` in `text` to `content`.
void replace_matches(std::string_view text, const Pattern& pattern, std::string_view content, TextBudget& budget,
                     Normalized& result);

}  // namespace ttt
