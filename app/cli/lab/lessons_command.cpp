#include "app/cli/lab/lessons_command.h"

#include "app/class_answers.h"
#include "app/cli/runs/run_options.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <iostream>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

struct LessonsOptions {
    std::string folder;
    bool json = false;
};

/// null: not scored.
Json number_or_null(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

Json answer_json(const LessonAnswer& answer)
{
    return {{"learner", answer.learner},
            {"answer", answer.answer},
            {"truth", answer.truth},
            {"score", number_or_null(answer.score)},
            {"created_unix_ms", answer.created_unix_ms}};
}

void print_json(const std::string& folder, const ClassAnswers& all)
{
    Json steps = Json::array();
    for (const ClassStep& step : all.steps) {
        Json answers = Json::array();
        for (const LessonAnswer& answer : step.answers)
            answers.push_back(answer_json(answer));
        steps.push_back({{"lesson", step.lesson},
                         {"step", step.step},
                         {"answered", step.answers.size()},
                         {"right", step.right()},
                         {"mean_score", number_or_null(step.mean_score())},
                         {"answers", answers}});
    }
    const Json json{{"folder", folder},
                    {"files", all.files},
                    {"learners", all.learners},
                    {"steps", steps},
                    {"problems", all.problems}};
    std::cout << text_of(json) << '\n';
}

void print_text(const std::string& folder, const ClassAnswers& all)
{
    std::cout << "Class in " << terminal_text(folder) << ": " << thousands(all.files)
              << (all.files == 1 ? " file, " : " files, ") << thousands(all.learners)
              << (all.learners == 1 ? " learner" : " learners") << (all.steps.empty() ? "; no answers yet" : "")
              << '\n';
    if (all.steps.empty())
        return;
    Table table({"lesson", "step", "answered", "right", "mean score"});
    for (const ClassStep& step : all.steps)
        table.add_row({step.lesson, step.step, std::to_string(step.answers.size()), std::to_string(step.right()),
                       fixed(step.mean_score(), 2)});
    std::cout << table;
}

}  // namespace

void add_lessons_command(CLI::App& program, ExitCode&)
{
    CLI::App& command = *program.add_subcommand("lessons", "Show what a class answered: a folder of session files");
    const auto options = std::make_shared<LessonsOptions>();
    command.add_option("folder", options->folder, "Folder with a session file (.ttt) of each learner")
        ->required()
        ->type_name("FOLDER");
    add_json_option(command, options->json);
    command.callback([options] {
        const ClassAnswers all = read_class(options->folder);
        (options->json ? print_json : print_text)(options->folder, all);
        for (const std::string& problem : all.problems)
            std::cerr << "ttt: " << terminal_text(problem) << '\n';
    });
}

}  // namespace ttt
