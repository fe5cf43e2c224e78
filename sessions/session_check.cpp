#include "sessions/session_check.h"

#include "engine/records/error.h"
#include "sessions/run_checks.h"
#include "sessions/run_query.h"
#include "sessions/schema.h"
#include "sessions/session_file.h"

#include <functional>
#include <utility>

namespace ttt {

namespace {

class Checker {
public:
    explicit Checker(const std::string& path) : database_(path, OpenMode::read_only) {}

    SessionCheck run()
    {
        guard("", [&] { check_identity(); });
        if (result_.format < 1 || result_.format > current_version())
            return std::move(result_);
        guard("", [&] { check_tables(); });
        guard("", [&] { check_pages(); });
        guard("", [&] { check_references(); });
        for (const auto& [rule, query] : file_rules())
            guard("", [&, &sentence = rule, &sql = query] { apply("", sentence, sql); });
        guard("", [&] { check_runs(); });
        return std::move(result_);
    }

private:
    /// One broken promise hides none of the others, unless it is what they stand on.
    void guard(const std::string& run, const std::function<void()>& check)
    {
        try {
            check();
        } catch (const Error& error) {
            report(run, error.what());
        }
    }

    void report(const std::string& run, std::string sentence) { result_.broken.push_back({run, std::move(sentence)}); }

    void check_identity()
    {
        const std::int64_t id = database_.integer("PRAGMA application_id");
        if (id != application_id) {
            report("", "The application_id is " + std::to_string(id) + ", not " + std::to_string(application_id) + ".");
            return;
        }
        result_.format = format_of(database_);
        if (result_.format < 1 || result_.format > current_version())
            report("", "The user_version is " + std::to_string(result_.format) + ", and formats are 1 to " +
                           std::to_string(current_version()) + ".");
    }

    void check_tables()
    {
        for (const std::string& problem : schema_problems(database_, result_.format))
            report("", "The tables are not those of format " + std::to_string(result_.format) + ": " + problem + ".");
    }

    void check_pages()
    {
        Statement rows(database_, "PRAGMA integrity_check(20)");
        while (rows.step())
            if (const std::string found = rows.text(0); found != "ok")
                report("", "SQLite finds the file damaged: " + found + ".");
    }

    void check_references()
    {
        Statement rows(database_, "SELECT \"table\", \"parent\", count(*) FROM pragma_foreign_key_check GROUP BY 1, 2");
        while (rows.step())
            report("", std::to_string(rows.integer(2)) + " rows of " + rows.text(0) + " refer to rows of " +
                           rows.text(1) + " that are not there.");
    }

    /// A rule's query gives, for each time that it is broken, what goes behind its sentence.
    void apply(const std::string& run, const std::string& sentence, const std::string& sql, std::int64_t row = 0)
    {
        Statement rows(database_, sql);
        run.empty() ? rows.bind() : rows.bind(row);
        if (rows.step())
            report(run, sentence + " " + rows.text(0) + ".");
    }

    void check_runs()
    {
        Transaction transaction(database_, Transaction::Kind::read);
        for (const RunInfo& info : read_runs(database_)) {
            ++result_.runs;
            const std::string& id = info.header.run_id;
            if (!info.damage.empty()) {
                report(id, info.damage);
                continue;
            }
            for (const auto& [rule, query] : run_rules(result_.format))
                guard(id, [&, &sentence = rule, &sql = query] { apply(id, sentence, sql, info.row); });
            guard(id, [&] {
                for (const std::string& sentence : wrong_with_records(database_, info, result_.steps))
                    report(id, sentence);
            });
        }
    }

    Database database_;
    SessionCheck result_;
};

}  // namespace

SessionCheck check_session(const std::string& path)
{
    check_session_path(path);
    try {
        return Checker(path).run();
    } catch (const Error& error) {  // it can't even be opened
        SessionCheck result;
        result.broken.push_back({"", error.what()});
        return result;
    }
}

}  // namespace ttt
