// Cutting text into the words inside which BPE merges: the pre_tokenizer of a tokenizer.json.
#pragma once

#include "engine/text/normalized.h"
#include "engine/text/pattern.h"

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ttt {

/// GPT-2's pattern, which ByteLevel uses unless use_regex is false.
extern const char* const gpt2_pattern;
/// Qwen2's pattern (also Qwen3's).
extern const char* const qwen2_pattern;

struct Rewritten;

/// A word, or a piece that later stages cut. Valid during the call only.
struct Word {
    std::string_view bytes;
    std::size_t begin = 0;              // of the bytes, in the text that they were cut from
    const Rewritten* within = nullptr;  // that text; nullptr: the one that split() was given

    /// Where byte `at` of the word stands in the text that split() was given.
    std::size_t place(std::size_t at) const;
};

/// What a stage made of a piece.
struct Rewritten {
    Normalized text;
    Word from;
};

/// What happens to the matches of a Split, and to what stands between.
enum class SplitBehavior { isolated, removed, contiguous, merged_with_previous, merged_with_next };

/// Which pieces get SentencePiece's blank in front, unless they begin with it: that of the document's start, or each.
enum class PrependScheme { never, first, always };

/// The stages in order. Immutable once built; safe for several threads.
class PreTokenizer {
public:
    /// `invert`: what stands between the matches counts as matches.
    void add_split(Pattern pattern, SplitBehavior behavior, bool invert = false);

    /// ByteLevel's add_prefix_space: a piece that does not begin with a space gets one.
    void add_prefix_space();

    /// SentencePiece's way to write blanks: each becomes `replacement`.
    void add_metaspace(std::string replacement, PrependScheme scheme);

    /// ByteLevel's alphabet, for stages that come after it; as the last stage it is the vocabulary's matter.
    void add_byte_characters();

    /// Calls visit for each word of `text` (valid UTF-8) from left to right; `opens`: a document begins with it.
    void split(std::string_view text, bool opens, TextBudget& budget,
               const std::function<void(const Word&)>& visit) const;

private:
    struct Split {
        Pattern pattern;
        SplitBehavior behavior;
        bool invert;
    };
    struct Metaspace {
        Pattern blank;
        std::string replacement;
        PrependScheme scheme;
    };
    struct PrefixSpace {};
    struct ByteCharacters {};
    struct Run;

    std::vector<std::variant<Split, Metaspace, PrefixSpace, ByteCharacters>> stages_;
};

}  // namespace ttt
