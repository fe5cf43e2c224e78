#include "engine/ttt/theorem_conditions.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ttt {

namespace {

// From where on a number is worth a sentence.
constexpr double alike = 0.5;      // epsilon / c_norm^2: other tokens rise half as much as the written one
constexpr double rounding = 1e-4;  // of the signal; f32 stays below, bf16 does not

std::string digits(double value, int count)
{
    std::ostringstream text;
    text.precision(count);
    text << std::fixed << value;
    return text.str();
}

std::string percent(double part)
{
    return digits(100 * part, std::abs(part) < 0.1 ? 1 : 0) + " %";
}

std::string times(std::int64_t count)
{
    return count == 1 ? "once" : count == 2 ? "twice" : std::to_string(count) + " times";
}

/// The written token must be one for the theorem to name it: the pair's, not the rival's.
std::int64_t written_token(const TheoremResult& result)
{
    return result.setup.tap == 1 ? result.previous : result.setup.tap == 2 ? result.key : result.target;
}

std::int64_t leader(const std::vector<double>& change)
{
    return std::max_element(change.begin(), change.end()) - change.begin();
}

class Conditions {
public:
    explicit Conditions(const TheoremResult& result) : result_(result), setup_(result.setup) {}

    std::vector<std::string> check()
    {
        check_embeddings();
        check_keys();
        check_target();
        check_place();
        check_counts();
        check_numbers();
        return std::move(sentences_);
    }

private:
    void add(const std::string& sentence) { sentences_.push_back(sentence); }

    void check_embeddings()
    {
        if (result_.largest_dot < alike * result_.norm_squared)
            return;
        add("A1: the embeddings are alike, |e_a · e_b| up to " + digits(result_.largest_dot, 3) + " against |e|² = " +
            digits(result_.norm_squared, 3) + ": every token gains at least that part of what the written one gains.");
    }

    void check_keys()
    {
        if (setup_.common_mode > 0)
            add("A2: the keys share a common mode, the mean cosine between keys of different tokens is " +
                digits(result_.key_cosine, 3) + ", not 0: what often follows anything rises too.");
        const auto written = static_cast<std::size_t>(written_token(result_));
        if (setup_.centre_keys && result_.predicted[written] > 0)
            add("A2: with centred keys the written key is not the one that reads, the written token changes by " +
                percent(result_.measured[written] / result_.predicted[written]) + " of what is predicted.");
    }

    void check_target()
    {
        if (setup_.tap == 2)
            add("The target is not LM-aligned: it is the token itself, so k* gains and v* at most " +
                digits(result_.largest_dot, 3) + " of it.");
        if (setup_.tap == 1)
            add("The target is not LM-aligned: it is the previous token, so what stood before k* gains and v* at "
                "most " +
                digits(result_.largest_dot, 3) + " of it.");
    }

    void check_place()
    {
        const std::int64_t target = setup_.position + setup_.tap - 2;
        if (target < 0 || target >= TheoremShape::chunk)
            add("The border of the chunk cuts the pair: the key stands at " + std::to_string(setup_.position) +
                " of 0 to " + std::to_string(TheoremShape::chunk - 1) +
                ", its target in another chunk, and nothing is written.");
        if (setup_.same_chunk)
            add("The query stands in the chunk of its pair, " +
                std::to_string(result_.query % TheoremShape::chunk - setup_.position) +
                " tokens after it, and reads only what earlier chunks wrote.");
    }

    void check_counts()
    {
        if (setup_.occurrences > 1)
            add("The pair occurs " + times(setup_.occurrences) + ", the theorem counts one: occurrences add up.");
        if (setup_.rivals > 0)
            add("Another token follows the key " + times(setup_.rivals) + ", v* " + times(setup_.occurrences) +
                (setup_.tap == 3 ? ": the logits split in this ratio." : ": the target does not see the difference."));
        if (setup_.eta == 0)
            add("The theorem asks for a positive rate: with an eta of 0 nothing is written.");
    }

    void check_numbers()
    {
        if (result_.rounding > rounding)
            add("The theorem computes exactly, " + setup_.dtype.text() + " rounds: a deviation of " +
                percent(result_.rounding) + " of the signal.");
        const bool drowned =
            leader(result_.measured) == written_token(result_) && leader(result_.single) != written_token(result_);
        if (drowned && *std::max_element(result_.measured.begin(), result_.measured.end()) > 0)
            add("A2 holds for the mean only: in one run alone the cross-talk is " + percent(result_.cross_talk) +
                " of the signal, and another token rises most.");
    }

    const TheoremResult& result_;
    const TheoremSetup& setup_;
    std::vector<std::string> sentences_;
};

}  // namespace

std::vector<std::string> broken_conditions(const TheoremResult& result)
{
    return Conditions(result).check();
}

}  // namespace ttt
