#include "sessions/schema.h"

#include "engine/records/error.h"
#include "sessions/sqlite_sentence.h"

#include <map>
#include <string>
#include <utility>

namespace ttt {

namespace {

/// (type, name) -> SQL text of everything in the schema.
using Objects = std::map<std::pair<std::string, std::string>, std::string>;

Objects schema_objects(Database& database)
{
    Objects objects;
    Statement rows(database, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema");
    while (rows.step())
        objects[{rows.text(0), rows.text(1)}] = rows.text(2);
    return objects;
}

/// What a file of that version holds when we made it.
Objects expected_objects(std::int64_t version)
{
    Database reference(":memory:", OpenMode::read_write);
    migrate(reference, 0, migrations().first(static_cast<std::size_t>(version)));
    return schema_objects(reference);
}

/// Further plain tables and indexes are harmless (ANALYZE makes some); code that SQLite would run is not.
bool may_run_code(const std::pair<std::string, std::string>& key, const std::string& sql)
{
    const std::string& type = key.first;
    return (type != "table" && type != "index") || sql.starts_with("CREATE VIRTUAL");
}

/// While a table is made anew, what refers to its rows must not go with the old one. Outside of a transaction: inside,
/// SQLite passes over the switch.
class ReferencesOff {
public:
    explicit ReferencesOff(Database& database) : database_(database) { database_.execute("PRAGMA foreign_keys=OFF"); }
    ~ReferencesOff()
    {
        try {
            database_.execute("PRAGMA foreign_keys=ON");
        } catch (const Error&) {
            // Can't fail: nothing is read or written.
        }
    }
    ReferencesOff(const ReferencesOff&) = delete;
    ReferencesOff& operator=(const ReferencesOff&) = delete;

private:
    Database& database_;
};

}  // namespace

std::int64_t format_of(Database& database)
{
    return database.integer("PRAGMA user_version");
}

void migrate(Database& database, std::int64_t from, std::span<const Migration> steps)
{
    const ReferencesOff references_off(database);
    Transaction transaction(database, Transaction::Kind::write);
    if (format_of(database) != from)
        return;  // another program was faster
    std::int64_t version = from;
    for (const Migration& step : steps) {
        if (step.version <= from)
            continue;
        database.execute(step.sql);
        version = step.version;
    }
    database.execute(("PRAGMA application_id=" + std::to_string(application_id)).c_str());
    database.execute(("PRAGMA user_version=" + std::to_string(version)).c_str());
    transaction.commit();
}

std::vector<std::string> schema_problems(Database& database, std::int64_t version)
{
    std::vector<std::string> problems;
    const Objects found = schema_objects(database);
    const Objects expected = expected_objects(version);
    for (const auto& [key, sql] : expected)
        if (const auto it = found.find(key); it == found.end() || it->second != sql)
            problems.push_back(key.first + " " + key.second + " is missing or differs");
    for (const auto& [key, sql] : found)
        if (!expected.contains(key) && may_run_code(key, sql))
            problems.push_back("it holds the " + key.first + " " + key.second + ", which no session has");
    return problems;
}

std::int64_t check_schema(Database& database)
{
    if (database.integer("PRAGMA application_id") != application_id)
        throw Error(not_ours_sentence(database.path()));
    const std::int64_t version = format_of(database);
    if (version > current_version())
        throw Error("Session file \"" + database.path() + "\" was written by a newer TTT Workbench: its format is " +
                    std::to_string(version) + ", this program knows formats up to " +
                    std::to_string(current_version()) + ".");
    if (version < 1)
        database.fail_damaged("its format number is " + std::to_string(version));
    if (const auto problems = schema_problems(database, version); !problems.empty())
        database.fail_damaged(problems.front());
    return version;
}

void check_indexes(Database& database)
{
    for (const auto& [key, sql] : expected_objects(format_of(database))) {
        if (key.first != "table")
            continue;
        Statement indexes(
            database, "SELECT name FROM pragma_index_list(?) AS list WHERE origin = 'c' AND (\"unique\" OR partial OR "
                      "EXISTS (SELECT 1 FROM pragma_index_xinfo(list.name) WHERE cid = -2))");
        if (indexes.bind(std::string_view(key.second)).step())
            throw Error("Session file \"" + database.path() + "\" can't be written: its index \"" + indexes.text(0) +
                        "\" on the table " + key.second +
                        " is none of a session's and could refuse a run; drop it, or log into another file.");
    }
}

}  // namespace ttt
