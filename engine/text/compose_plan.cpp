#include "engine/text/compose_plan.h"

#include <algorithm>
#include <cmath>
#include <locale>
#include <sstream>
#include <string_view>

namespace ttt {
namespace {

constexpr std::int64_t most_words = 5'000'000;
constexpr std::int64_t most_patterns = 1'000;
constexpr std::int64_t most_repeats = 100'000;
constexpr double most_frequency = 0.9;

std::string grouped(std::int64_t value)
{
    std::string digits = std::to_string(value);
    const std::size_t sign = value < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > sign + 3;)
        digits.insert(at -= 3, ",");
    return digits;
}

/// "12.5 %", without needless digits.
std::string percent(double share)
{
    std::string digits = std::to_string(100 * share);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.')
        digits.pop_back();
    return digits + " %";
}

std::string out_of_range(const char* what, std::int64_t value, std::int64_t least, std::int64_t most)
{
    if (value >= least && value <= most)
        return "";
    return std::string(what) + " must be from " + grouped(least) + " to " + grouped(most) + ", not " + grouped(value) +
           ".";
}

std::string wrong_share(const char* what, double share, double most)
{
    if (share >= 0 && share <= most)  // false for NaN
        return "";
    return std::string(what) + " must be a share from 0 to " + (most < 1 ? "0.9" : "1") + ".";
}

std::string fault_of_values(const ComposePlan& plan)
{
    for (const std::string& fault :
         {out_of_range("The number of words", plan.words, 0, most_words),
          out_of_range("The number of patterns", plan.patterns, 1, most_patterns),
          out_of_range("The number of repeats", plan.frequency > 0 ? 2 : plan.repeats, 2, most_repeats),
          out_of_range("The gap in words", plan.gap, 0, most_words),
          out_of_range("The length of a pattern in words", plan.pattern_words, 2, 8),
          wrong_share("The noise", plan.noise, 1), wrong_share("The frequency", plan.frequency, most_frequency)})
        if (!fault.empty())
            return fault;
    return plan.words == 0 && plan.filler.empty() ? "Say how many words the invented text shall have." : "";
}

/// Two occurrences of each pattern are the fewest that repeat anything.
std::string fault_of_frequency(const ComposePlan& plan, const ComposeCounts& counts)
{
    if (plan.frequency == 0 || counts.repeats >= 2)
        return "";
    const double least = 2.0 * static_cast<double>(plan.patterns * plan.pattern_words) /
                         static_cast<double>(std::max<std::int64_t>(counts.words, 1));
    return "A frequency of " + percent(plan.frequency) + " gives each of the " + grouped(plan.patterns) +
           " patterns fewer than two occurrences in " + grouped(counts.words) +
           " words. Take fewer patterns, more words, or a frequency of at least " + percent(least) + ".";
}

std::int64_t words_needed(const ComposePlan& plan, const ComposeCounts& counts)
{
    const std::int64_t period = plan.gap + plan.pattern_words;
    const std::int64_t side_by_side = period / plan.pattern_words;  // patterns that fit into one gap
    const std::int64_t blocks = (plan.patterns + side_by_side - 1) / side_by_side;
    return blocks * (counts.repeats - 1) * period + plan.patterns * plan.pattern_words;
}

std::string fault_of_length(const ComposePlan& plan, const ComposeCounts& counts)
{
    const std::int64_t needed = words_needed(plan, counts);
    if (needed <= counts.words)
        return "";
    return grouped(plan.patterns) + (plan.patterns == 1 ? " pattern, " : " patterns, ") + grouped(counts.repeats) +
           " times each, " + grouped(plan.gap) + " words apart, need" + (plan.patterns == 1 ? "s" : "") + " at least " +
           grouped(needed) + " words; the text has " + grouped(counts.words) + ". Take " +
           (plan.frequency > 0 ? "a smaller frequency" : "fewer repeats") + ", a smaller gap or more words.";
}

std::string fault_of_filler(const ComposePlan& plan, const ComposeCounts& counts)
{
    if (plan.filler.empty())
        return "";
    const std::int64_t there = word_count(plan.filler);
    if (counts.filler_words <= there)
        return "";
    return "The filler has " + grouped(there) + " words and the plan needs " + grouped(counts.filler_words) +
           " of it. Take a longer filler or fewer words.";
}

std::int64_t repeats_of(const ComposePlan& plan, std::int64_t filler_words)
{
    if (!(plan.frequency > 0))
        return plan.repeats;
    const auto once = static_cast<double>(plan.patterns * plan.pattern_words);
    const double words =
        plan.words > 0 ? static_cast<double>(plan.words) : static_cast<double>(filler_words) / (1 - plan.frequency);
    return std::llround(plan.frequency * words / once);
}

}  // namespace

std::int64_t word_count(const std::string& text)
{
    constexpr std::string_view space = " \t\n\v\f\r";
    std::int64_t count = 0;
    for (std::size_t at = text.find_first_not_of(space); at != std::string::npos; ++count)
        at = text.find_first_not_of(space, std::min(text.find_first_of(space, at), text.size()));
    return count;
}

ComposeCounts counts_of(const ComposePlan& plan)
{
    const std::int64_t there = plan.words == 0 ? word_count(plan.filler) : 0;
    ComposeCounts counts{.patterns = plan.patterns, .repeats = repeats_of(plan, there)};
    counts.occurrences = counts.patterns * counts.repeats;
    counts.planted_words = counts.occurrences * plan.pattern_words;
    counts.words = plan.words > 0 ? plan.words : there + counts.planted_words;
    counts.filler_words = counts.words - counts.planted_words;
    counts.noisy = std::llround(plan.noise * static_cast<double>(counts.patterns * (counts.repeats - 1)));
    return counts;
}

std::string command_of(const ComposePlan& plan, const std::string& filler)
{
    std::ostringstream command;
    command.imbue(std::locale::classic());
    command << "ttt compose" << (filler.empty() ? "" : " --filler " + filler) << " --words " << plan.words
            << " --patterns " << plan.patterns;
    plan.frequency > 0 ? command << " --frequency " << plan.frequency : command << " --repeats " << plan.repeats;
    command << " --gap " << plan.gap << " --noise " << plan.noise << " --pattern-words " << plan.pattern_words
            << " --seed " << plan.seed;
    return command.str();
}

std::string fault_of(const ComposePlan& plan)
{
    if (const std::string fault = fault_of_values(plan); !fault.empty())
        return fault;
    const ComposeCounts counts = counts_of(plan);
    for (const std::string& fault :
         {fault_of_frequency(plan, counts), fault_of_length(plan, counts), fault_of_filler(plan, counts)})
        if (!fault.empty())
            return fault;
    return "";
}

}  // namespace ttt
