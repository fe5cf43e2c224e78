// What people answered in lessons, beside the runs of a session file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// One answer to one question of a lesson. Texts are UTF-8; `answer` and `truth` are what the lesson made of them: a
/// token, or a JSON array of the points of a curve.
struct LessonAnswer {
    std::int64_t id = 0;  // given by the file
    std::string learner;  // who answered; may be empty
    std::string lesson;
    std::string step;  // of the lesson
    std::string answer;
    std::string truth;
    double score = 0;                  // as the lesson counts; NaN: not scored
    std::string run_id;                // the run that gave the truth; empty: none. It may be gone since
    std::int64_t created_unix_ms = 0;  // 0: now, when it is added

    bool operator==(const LessonAnswer&) const = default;
};

/// The id of the new answer. Makes the file when it is missing. Any thread; may wait while another one writes.
std::int64_t add_lesson_answer(const std::string& path, const LessonAnswer& answer);

/// In the order in which they were given; none in a file of format 1. Throws the sentence when there is no such file.
std::vector<LessonAnswer> read_lesson_answers(const std::string& path);

}  // namespace ttt
