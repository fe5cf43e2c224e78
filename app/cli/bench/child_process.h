// Another program, or this one again in a process of its own, and what it prints.
#pragma once

#include <string>
#include <vector>

namespace ttt {

struct ChildLine {
    double seconds;  // since the process was asked for
    std::string text;
};

struct ChildOutcome {
    int code = -1;                 // of its exit; -1: a signal ended it; 127: there is no such program
    std::vector<ChildLine> lines;  // of standard output
    std::string complaint;         // standard error, when it was asked to be kept
};

/// Standard error goes where this program's goes, or is kept.
enum class ChildErrors { shown, kept };

/// Waits for its end. `arguments` begin with the program: a path, or a name that PATH finds. Throws ttt::Error when no
/// process could be made.
ChildOutcome run_child(const std::vector<std::string>& arguments, ChildErrors errors = ChildErrors::shown);

}  // namespace ttt
