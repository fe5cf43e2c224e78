// What the arms answered to a question, for people and for programs.
#pragma once

#include "app/cli/lab/token_pace.h"
#include "engine/records/answers.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace ttt {

struct AskReport {
    AskPlace place;
    std::vector<AskTurn> turns;  // of the conversation, before the last one
    std::string prompt;
    std::vector<ArmAnswer> expected;  // top
    std::vector<ArmAnswer> answers;   // text
    TokenPace pace;
};

void print_ask(std::ostream& out, const AskReport& report);
void print_ask_json(std::ostream& out, const AskReport& report);

}  // namespace ttt
