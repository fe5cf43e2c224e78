#include "sessions/session_reader.h"

#include "engine/records/error.h"
#include "sessions/dictionary_rows.h"
#include "sessions/input_rows.h"
#include "sessions/run_query.h"
#include "sessions/schema.h"
#include "sessions/session_file.h"
#include "sessions/sqlite.h"
#include "sessions/step_query.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ttt {

namespace {

constexpr std::int64_t page_steps = 64;
constexpr std::size_t named_runs = 4;  // in the sentence about an ambiguous id

const std::string& checked(const std::string& path)
{
    check_session_path(path);
    return path;
}

std::int64_t sum_or_most(std::int64_t first, std::int64_t count)
{
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    return count > most - first ? most : first + count;
}

std::string ids_of(const std::vector<RunInfo>& runs)
{
    std::string ids;
    for (std::size_t i = 0; i < std::min(runs.size(), named_runs); ++i)
        ids += (i ? ", " : "") + runs[i].header.run_id;
    return runs.size() > named_runs ? ids + ", …" : ids;
}

}  // namespace

struct SessionReader::Parts {
    explicit Parts(const std::string& path) : database(checked(path), OpenMode::read_only)
    {
        Transaction transaction(database, Transaction::Kind::read);
        check_schema(database);
        metrics = read_metric_dictionary(database);
        columns = read_column_dictionary(database);
    }

    Database database;
    std::vector<DictionaryEntry> metrics;
    std::vector<DictionaryEntry> columns;
};

SessionReader::SessionReader(const std::string& path) : parts_(std::make_unique<Parts>(path)) {}
SessionReader::~SessionReader() = default;
SessionReader::SessionReader(SessionReader&&) noexcept = default;
SessionReader& SessionReader::operator=(SessionReader&&) noexcept = default;

const std::string& SessionReader::path() const
{
    return parts_->database.path();
}

std::vector<RunInfo> SessionReader::runs() const
{
    Transaction transaction(parts_->database, Transaction::Kind::read);
    return read_runs(parts_->database);
}

RunInfo SessionReader::find(const std::string& id_prefix) const
{
    RunInfo info = find_any(id_prefix);
    if (!info.damage.empty())
        throw Error(info.damage);
    return info;
}

RunInfo SessionReader::find_any(const std::string& id_prefix) const
{
    std::vector<RunInfo> all = runs();
    if (all.empty())
        throw Error("Session file \"" + path() + "\" holds no run.");
    if (id_prefix.empty())
        return all.back();
    std::erase_if(all, [&](const RunInfo& info) { return !info.header.run_id.starts_with(id_prefix); });
    if (all.empty())
        throw Error("Session file \"" + path() + "\" holds no run whose id begins with \"" + id_prefix + "\".");
    const auto exact =
        std::find_if(all.begin(), all.end(), [&](const auto& info) { return info.header.run_id == id_prefix; });
    if (exact != all.end())
        return *exact;
    if (all.size() > 1)
        throw Error("Session file \"" + path() + "\" holds " + std::to_string(all.size()) +
                    " runs whose ids begin with \"" + id_prefix + "\": " + ids_of(all) + ".");
    return all.front();
}

RunInfo SessionReader::info(const std::string& id) const
{
    Transaction transaction(parts_->database, Transaction::Kind::read);
    return read_run(parts_->database, id);
}

RunHeader SessionReader::header(const std::string& id) const
{
    return info(id).header;
}

RunInput SessionReader::input(const std::string& id) const
{
    Transaction transaction(parts_->database, Transaction::Kind::read);
    return read_input(parts_->database, run_row(parts_->database, id));
}

DocumentRecord SessionReader::document(const std::string& id) const
{
    RunInput read = input(id);
    if (auto* list = std::get_if<DocumentListRecord>(&read))
        return std::move(list->text);
    if (auto* document = std::get_if<DocumentRecord>(&read))
        return std::move(*document);
    throw Error("Run " + id + " in session file \"" + path() + "\" reads no text.");
}

std::vector<StepRecord> SessionReader::steps(const std::string& id, std::int64_t first, std::int64_t count) const
{
    Transaction transaction(parts_->database, Transaction::Kind::read);
    const std::int64_t run = run_row(parts_->database, id);
    first = std::max<std::int64_t>(first, 0);
    return read_steps(parts_->database, run, first, sum_or_most(first, std::max<std::int64_t>(count, 0)));
}

void SessionReader::for_each_step(const std::string& id, const std::function<void(const StepRecord&)>& visit) const
{
    std::int64_t first = 0;
    for (;;) {
        const std::vector<StepRecord> page = steps(id, first, page_steps);
        for (const StepRecord& step : page)
            visit(step);
        if (page.empty())
            return;
        first = page.back().index + 1;
    }
}

std::vector<std::pair<std::int64_t, double>> SessionReader::metric_series(const std::string& id, Metric metric,
                                                                          std::int32_t layer) const
{
    Transaction transaction(parts_->database, Transaction::Kind::read);
    return read_series(parts_->database, run_row(parts_->database, id), metric, layer);
}

std::vector<Annotation> SessionReader::annotations(const std::string& id) const
{
    Transaction transaction(parts_->database, Transaction::Kind::read);
    return read_annotations(parts_->database, run_row(parts_->database, id));
}

const std::vector<DictionaryEntry>& SessionReader::metric_dictionary() const
{
    return parts_->metrics;
}

const std::vector<DictionaryEntry>& SessionReader::column_dictionary() const
{
    return parts_->columns;
}

void SessionReader::check() const
{
    Statement report(parts_->database, "PRAGMA quick_check(1)");
    if (report.step() && report.text(0) != "ok")
        parts_->database.fail_damaged("a check of its pages found errors");
}

}  // namespace ttt
