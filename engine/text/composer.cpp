#include "engine/text/composer.h"

#include "engine/records/error.h"
#include "engine/text/invented_words.h"
#include "engine/text/plant_layout.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace ttt {
namespace {

constexpr std::string_view white_space = " \t\n\v\f\r";

// Places, names and filler are drawn apart, so that more patterns do not change the filler.
constexpr std::uint64_t seed_of_names = 0x6e616d6573;  // "names"

/// Words of a text one by one, each with the white space behind it.
class Words {
public:
    explicit Words(std::string_view text) : rest_(text)
    {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(white_space), rest_.size()));
    }

    std::string_view next()
    {
        const std::size_t end = std::min(rest_.find_first_of(white_space), rest_.size());
        const std::size_t after = std::min(rest_.find_first_not_of(white_space, end), rest_.size());
        const std::string_view word = rest_.substr(0, after);
        rest_.remove_prefix(after);
        return word;
    }

private:
    std::string_view rest_;
};

/// The words of a pattern, the last one apart: noise replaces it.
struct PatternWords {
    std::string start;  // with a space behind each word
    std::string end;
};

std::vector<PatternWords> invent_patterns(const ComposePlan& plan, InventedWords& names)
{
    std::vector<PatternWords> patterns(static_cast<std::size_t>(plan.patterns));
    for (PatternWords& pattern : patterns) {
        for (std::int64_t word = 1; word < plan.pattern_words; ++word)
            pattern.start += names.name() + ' ';
        pattern.end = names.name();
    }
    return patterns;
}

/// The text grows here: a space parts what the filler does not.
class TextWithMarks {
public:
    void add_filler(std::string_view word_and_space)
    {
        part();
        text_ += word_and_space;
    }

    void add_plant(const std::string& words, const Plant& plant)
    {
        part();
        const auto begin = static_cast<std::int64_t>(text_.size());
        text_ += words;
        marks_.push_back(
            {begin, static_cast<std::int64_t>(text_.size()), plant.pattern, plant.occurrence, plant.noisy});
    }

    void give_to(ComposedText& composed)
    {
        text_.erase(text_.find_last_not_of(white_space) + 1);
        composed.text = std::move(text_) + '\n';
        composed.marks = std::move(marks_);
    }

private:
    void part()
    {
        if (!text_.empty() && white_space.find(text_.back()) == std::string_view::npos)
            text_ += ' ';
    }

    std::string text_;
    std::vector<DocumentMark> marks_;
};

void plant(const ComposePlan& plan, const std::string& filler, const std::vector<Plant>& plants,
           const std::vector<PatternWords>& patterns, InventedWords& names, ComposedText& composed)
{
    TextWithMarks text;
    Words words(filler);
    std::int64_t position = 0;  // in words, of the whole text
    for (const Plant& plant : plants) {
        for (; position < plant.word; ++position)
            text.add_filler(words.next());
        const PatternWords& pattern = patterns[static_cast<std::size_t>(plant.pattern)];
        text.add_plant(pattern.start + (plant.noisy ? names.name() : pattern.end), plant);
        position += plan.pattern_words;
    }
    for (; position < composed.counts.words; ++position)
        text.add_filler(words.next());
    text.give_to(composed);
}

}  // namespace

ComposedText compose(const ComposePlan& plan)
{
    if (const std::string fault = fault_of(plan); !fault.empty())
        throw Error(fault);
    ComposedText composed;
    composed.counts = counts_of(plan);
    Draw draw(plan.seed);
    const std::vector<Plant> plants = plant_layout(plan, draw);
    const std::string& filler =
        plan.filler.empty() ? invented_text(composed.counts.filler_words, plan.seed) : plan.filler;
    InventedWords names(plan.seed ^ seed_of_names);
    names.avoid(filler);
    const std::vector<PatternWords> patterns = invent_patterns(plan, names);
    plant(plan, filler, plants, patterns, names, composed);
    for (const PatternWords& pattern : patterns)
        composed.patterns.push_back(pattern.start + pattern.end);
    return composed;
}

}  // namespace ttt
