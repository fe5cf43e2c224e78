#include "engine/training/train_log.h"

#include "engine/files/atomic_file.h"
#include "engine/files/json.h"
#include "engine/files/printable.h"
#include "engine/files/regular_file.h"
#include "engine/records/error.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace ttt {
namespace {

constexpr std::size_t most_bytes = 1 << 30;

/// A line that was cut by a crash has no step and goes, too.
bool is_up_to(const std::string& line, std::int64_t step)
{
    try {
        const nlohmann::json json = parse_json(line, "A line of the log");
        return json.is_object() && json.contains("step") && json.at("step").is_number_integer() &&
               json.at("step").get<std::int64_t>() <= step;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

TrainLog::TrainLog(const std::string& output, std::int64_t step) : path_(output + "/training/log.jsonl")
{
    std::filesystem::create_directories(output + "/training");
    if (!std::filesystem::exists(path_))
        return;
    std::istringstream lines(read_regular_file(path_, most_bytes));
    std::string kept;
    for (std::string line; std::getline(lines, line);)
        if (is_up_to(line, step))
            kept += line + '\n';
    AtomicFile file(path_);
    file.write(kept);
    file.commit();
}

void TrainLog::append(const TrainProgress& progress) const
{
    nlohmann::json line{{"step", progress.step},
                        {"loss", progress.loss},
                        {"gradient_norm", progress.gradient_norm},
                        {"lr", progress.lr},
                        {"tokens_per_second", progress.tokens_per_second}};
    if (progress.valid_frozen)
        line["valid_frozen"] = *progress.valid_frozen;
    if (progress.valid_adapted)
        line["valid_adapted"] = *progress.valid_adapted;
    std::ofstream file(path_, std::ios::app);
    if (!(file << line << '\n').flush())
        throw Error("The log " + printable_path(path_) + " can't be written; is the disk full?");
}

}  // namespace ttt
