// A question to a model that stands at a token of a run, and what its arms answer. Plain values.
#pragma once

#include "engine/records/metrics.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct AskPlace {
    std::int64_t at = 0;                       // tokens [0, at) of the text were read
    bool learns = false;                       // from the question and the answers, too, as their chunks complete
    std::optional<std::int64_t> without = {};  // a chunk that was read, but taught nothing

    bool operator==(const AskPlace&) const = default;
};

/// How an answer is drawn, token by token.
struct AskChoices {
    std::int64_t length = 0;             // tokens at most
    double temperature = 1;              // >= 0; 0: always the likeliest token
    double top_p = 1;                    // in (0, 1]: of the likeliest tokens that have so much together
    std::uint64_t seed = 0;              // of each arm's own numbers
    std::vector<std::string> stop = {};  // an answer ends before the first of these texts
};

struct TokenChance {
    std::int32_t token = 0;
    std::string bytes = {};  // may be a part of a character
    double probability = 0;
};

struct ArmAnswer {
    Arm arm = Arm::frozen;
    std::vector<TokenChance> top = {};  // of the token behind the question, likeliest first
    std::string text = {};              // of the answer, bytes
    std::int64_t tokens = 0;            // that it has
};

/// One exchange of a conversation at a place: what the person wrote, and what each arm answered.
struct AskTurn {
    std::string prompt;
    std::vector<ArmAnswer> answers;
};

/// What an arm has before it when the prompt is asked behind earlier turns: these with its own answers, as they stand.
inline std::string text_before(const std::vector<AskTurn>& turns, Arm arm, const std::string& prompt)
{
    std::string text;
    for (const AskTurn& turn : turns) {
        text += turn.prompt;
        for (const ArmAnswer& answer : turn.answers)
            if (answer.arm == arm)
                text += answer.text;
    }
    return text + prompt;
}

/// What is kept so that a place is reached soon.
struct AskKept {
    std::int64_t states = 0;
    std::int64_t bytes = 0;
    std::int64_t every = 0;  // tokens between two
    std::int64_t read = 0;   // tokens of the text that were read so far
};

/// One sentence on choices that can't be; empty: they can.
inline std::string problem_of(const AskChoices& choices)
{
    if (choices.length < 0)
        return "The length of an answer is a number of tokens from 0 on, not " + std::to_string(choices.length) + ".";
    if (!(choices.temperature >= 0) || choices.temperature > 100)
        return "The temperature must be a number from 0 to 100.";
    if (!(choices.top_p > 0 && choices.top_p <= 1))
        return "Top p must be above 0 and at most 1.";
    return {};
}

}  // namespace ttt
