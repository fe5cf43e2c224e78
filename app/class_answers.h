// The answers of a class: a folder of session files, question by question.
#pragma once

#include "sessions/lesson_answers.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// One question with the first answer that each learner gave to it: later ones may have seen the truth.
struct ClassStep {
    std::string lesson;
    std::string step;
    std::vector<LessonAnswer> answers;  // in the order of files

    std::int64_t right() const;
    double mean_score() const;  // NaN: none was scored
};

struct ClassAnswers {
    std::vector<ClassStep> steps;       // by lesson, then in the order in which they were answered
    std::int64_t files = 0;             // session files that could be read
    std::int64_t learners = 0;          // of whom there is an answer: a name in a file
    std::vector<std::string> problems;  // sentences about files that could not
};

/// Reads every *.ttt file of a folder (not of those within). Throws Error when the folder can't be read.
ClassAnswers read_class(const std::string& folder);

}  // namespace ttt
