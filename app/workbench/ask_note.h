// A question and its answers in words, as a session keeps them.
#pragma once

#include "engine/records/answers.h"

#include <string>
#include <vector>

namespace ttt {

struct AskQuestion;

/// UTF-8: "Asked “…”, temperature 0.8, top p 1, seed 3" and a line for each arm; of a conversation turn by turn.
std::string note_of(const AskQuestion& question, const AskChoices& choices, const std::vector<ArmAnswer>& answers);

}  // namespace ttt
