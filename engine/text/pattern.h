// A regular expression of a tokenizer.json, run by PCRE2 with the meaning that Oniguruma gives it in Hugging Face.
#pragma once

#include "engine/text/text_budget.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ttt {

/// Immutable; may be used by several threads at once (each has its own match memory).
class Pattern {
public:
    enum class Kind { regex, literal };

    struct Match {
        std::size_t begin, end;  // bytes
    };

    /// Throws Error with a sentence when the expression is wrong.
    explicit Pattern(const std::string& source, Kind kind = Kind::regex);

    /// The first match that begins at or after `from`, where a character begins. `text` must be valid UTF-8. Throws
    /// Error when one place alone takes millions of steps, or the budget is used up.
    std::optional<Match> find(std::string_view text, std::size_t from, TextBudget& budget) const;

private:
    std::optional<Match> find_near(std::string_view text, std::size_t from) const;

    struct Code;
    std::shared_ptr<const Code> code_;
};

/// All matches in a text, from left to right, as Oniguruma counts them: an empty one that touches the one before is
/// none.
class Matches {
public:
    /// Both must outlive it.
    Matches(const Pattern& pattern, std::string_view text) : pattern_(pattern), text_(text) {}

    std::optional<Pattern::Match> next(TextBudget& budget);

private:
    const Pattern& pattern_;
    std::string_view text_;
    std::size_t from_ = 0;
    std::optional<std::size_t> last_end_;
};

}  // namespace ttt
