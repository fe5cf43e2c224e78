// Cutting text into the words inside which BPE merges: the pre_tokenizer of a tokenizer.json.
#pragma once

#include "engine/text/pattern.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// GPT-2's pattern, which ByteLevel uses unless use_regex is false.
extern const char* const gpt2_pattern;
/// Qwen2's pattern (also Qwen3's).
extern const char* const qwen2_pattern;

/// A word: bytes [begin, end) of the text, with a space before them that the text does not have when `prefixed`.
struct Word {
    std::string_view bytes;  // with the added space; valid during the call only
    std::size_t begin, end;
    bool prefixed;
};

/// What happens to the matches of a Split: each is a word, or they vanish.
enum class SplitBehavior { isolated, removed };

/// The stages in order. Immutable and safe for several threads.
class PreTokenizer {
public:
    void add_split(Pattern pattern, SplitBehavior behavior, bool invert);

    /// ByteLevel's add_prefix_space: a piece that does not begin with a space gets one.
    void add_prefix_space();

    /// Calls visit for each word of `text` (valid UTF-8) from left to right.
    void split(std::string_view text, TextBudget& budget, const std::function<void(const Word&)>& visit) const;

private:
    struct Stage {
        std::optional<Pattern> pattern;  // none: the prefix space
        SplitBehavior behavior = SplitBehavior::isolated;
        bool invert = false;
    };
    using Visit = std::function<void(const Word&)>;

    void run(std::size_t stage, const Word& piece, TextBudget& budget, const Visit& visit) const;
    void run_split(std::size_t stage, const Word& piece, TextBudget& budget, const Visit& visit) const;

    std::vector<Stage> stages_;
};

}  // namespace ttt
