#include "app/class_answers.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/records/lesson_score.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <set>
#include <tuple>

namespace ttt {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> session_files(const std::string& folder)
{
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".ttt" && at->is_regular_file())
            files.push_back(at->path());
    if (error)
        throw Error("The folder " + printable(folder) + " can't be read: " + error.message() + ".");
    std::sort(files.begin(), files.end());
    return files;
}

/// When a step was reached: the earliest answer to it.
std::int64_t first_time(const ClassStep& step)
{
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    for (const LessonAnswer& answer : step.answers)
        first = std::min(first, answer.created_unix_ms);
    return first;
}

}  // namespace

std::int64_t ClassStep::right() const
{
    return std::count_if(answers.begin(), answers.end(),
                         [](const LessonAnswer& answer) { return answer.score >= right_score; });
}

double ClassStep::mean_score() const
{
    double sum = 0, count = 0;
    for (const LessonAnswer& answer : answers)
        if (std::isfinite(answer.score)) {
            sum += answer.score;
            ++count;
        }
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

ClassAnswers read_class(const std::string& folder)
{
    ClassAnswers all;
    std::map<std::pair<std::string, std::string>, ClassStep> steps;
    std::set<std::pair<std::string, std::string>> learners;
    for (const fs::path& file : session_files(folder)) {
        try {
            std::set<std::tuple<std::string, std::string, std::string>> seen;
            for (LessonAnswer& answer : read_lesson_answers(file.string())) {
                learners.emplace(file.string(), answer.learner);
                if (!seen.emplace(answer.learner, answer.lesson, answer.step).second)
                    continue;
                ClassStep& step = steps[{answer.lesson, answer.step}];
                step.lesson = answer.lesson;
                step.step = answer.step;
                step.answers.push_back(std::move(answer));
            }
            ++all.files;
        } catch (const Error& error) {
            all.problems.emplace_back(error.what());
        }
    }
    all.learners = static_cast<std::int64_t>(learners.size());
    for (auto& [key, step] : steps)
        all.steps.push_back(std::move(step));
    std::stable_sort(all.steps.begin(), all.steps.end(), [](const ClassStep& a, const ClassStep& b) {
        return std::make_pair(a.lesson, first_time(a)) < std::make_pair(b.lesson, first_time(b));
    });
    return all;
}

}  // namespace ttt
