#include "app/same_run.h"

#include "app/named_images.h"
#include "app/sweep_plan.h"
#include "engine/records/settings/setting_words.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <limits>
#include <set>

namespace ttt {

namespace {

namespace fs = std::filesystem;

/// What decides what is computed, and how it is called in a RunConfig.
bool has_same_source(const RunConfig& a, const RunConfig& b)
{
    return a.method == b.method && a.model == b.model && a.document == b.document && a.twin == b.twin &&
           a.images == b.images && a.labels == b.labels;
}

/// A document that is shorter than what was asked for is read as far as it goes.
bool has_same_tokens(const RunInfo& logged, const RunConfig& asked)
{
    return asked.tokens == 0 || logged.header.item_count == asked.tokens;
}

bool has_same_choices(const RunInfo& logged, const RunConfig& asked)
{
    const RunConfig& config = logged.header.config;
    if (!config.chosen)
        return false;  // of a version that did not remember
    std::set<std::string_view> keys(config.chosen->begin(), config.chosen->end());
    for (const Setting* setting : asked_settings(asked)) {
        const bool is_same = setting->key == "tokens" || swept_text(*setting, config) == swept_text(*setting, asked);
        if (keys.erase(setting->key) == 0 || !is_same)
            return false;
    }
    return keys.empty();
}

std::int64_t written_ms(const fs::path& file)
{
    std::error_code failed;
    const auto time = fs::last_write_time(file, failed);
    if (failed)
        return std::numeric_limits<std::int64_t>::max();  // gone: nothing to read again either
    using namespace std::chrono;
    return duration_cast<milliseconds>(file_clock::to_sys(time).time_since_epoch()).count();
}

/// Of a file, or of the newest one in a folder.
std::int64_t last_written_ms(const std::string& path)
{
    std::error_code failed;
    if (!fs::is_directory(path, failed))
        return written_ms(path);
    std::int64_t latest = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, failed))
        if (entry.is_regular_file(failed))
            latest = std::max(latest, written_ms(entry.path()));
    return latest;
}

bool is_unchanged_since(const RunConfig& config, std::int64_t started)
{
    return std::ranges::all_of(
        std::array{config.model, config.document, config.twin, config.statistics, config.images, config.labels},
        [&](const std::string& path) { return path.empty() || is_set_name(path) || last_written_ms(path) < started; });
}

}  // namespace

bool is_done(const RunInfo& logged, const RunConfig& asked)
{
    const RunState state = logged.summary.state;
    return logged.damage.empty() && (state == RunState::finished || state == RunState::diverged) &&
           logged.header.engine_version == TTT_VERSION && has_same_source(logged.header.config, asked) &&
           has_same_tokens(logged, asked) && has_same_choices(logged, asked) &&
           is_unchanged_since(asked, logged.header.started_unix_ms);
}

const RunInfo* find_done(std::span<const RunInfo> runs, const RunConfig& asked)
{
    for (auto run = runs.rbegin(); run != runs.rend(); ++run)
        if (is_done(*run, asked))
            return &*run;
    return nullptr;
}

}  // namespace ttt
