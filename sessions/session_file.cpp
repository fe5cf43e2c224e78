#include "sessions/session_file.h"

#include "engine/records/error.h"
#include "sessions/schema.h"
#include "sessions/sqlite_sentence.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>

namespace ttt {

namespace {

std::string path_for(const std::string& path, SessionFile::Use use)
{
    if (use == SessionFile::Use::edit)
        check_session_path(path);
    return path;
}

void limit_size(Database& database, std::int64_t max_bytes)
{
    const std::int64_t pages = std::max<std::int64_t>(1, max_bytes / database.integer("PRAGMA page_size"));
    database.execute(("PRAGMA max_page_count=" + std::to_string(pages)).c_str());
}

bool is_empty(Database& database)
{
    return database.integer("PRAGMA page_count") == 0;
}

bool holds_anything(Database& database)
{
    return database.integer("SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM lesson_answer)") > 0;
}

/// The old file stays beside the migrated one, as name.v1.bak.
void keep_backup(Database& database, std::int64_t version)
{
    const std::string backup = database.path() + ".v" + std::to_string(version) + ".bak";
    if (!std::filesystem::exists(backup))
        database.copy_to(backup);
}

void bring_up_to_date(Database& database)
{
    if (is_empty(database))
        migrate(database, 0);
    const std::int64_t version = check_schema(database);
    if (version == current_version())
        return;
    keep_backup(database, version);
    migrate(database, version);
    if (check_schema(database) != current_version())
        database.fail_damaged("its format could not be brought up to date");
}

}  // namespace

NewFile::NewFile(const std::string& path) : path_(path)
{
    const int file = open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    made_ = file >= 0;
    if (made_)
        close(file);  // nobody has it open yet, so no lock of SQLite is lost
    else if (errno != EEXIST)
        throw Error("Session file \"" + path + "\" can't be made: " + std::strerror(errno) + ".");
}

NewFile::~NewFile()
{
    if (!is_pending())
        return;
    for (const char* suffix : {"-wal", "-shm", "-journal", ""})
        unlink((path_ + suffix).c_str());
}

SessionFile::SessionFile(const std::string& path, Use use, int busy_timeout_ms, std::int64_t max_bytes)
    : new_file_(path_for(path, use)), database_(path, OpenMode::read_write, busy_timeout_ms), use_(use)
{
    if (max_bytes > 0)
        limit_size(database_, max_bytes);
    bring_up_to_date(database_);
    database_.execute("PRAGMA synchronous=NORMAL");
    if (use_ == Use::log)
        start_log();
    else
        database_.execute("PRAGMA secure_delete=ON");  // what is deleted must not stay readable in the file
}

SessionFile::~SessionFile()
{
    try {
        if (new_file_.is_pending() && holds_anything(database_))
            keep();  // another program wrote into the file that we made
        make_portable();
    } catch (const Error&) {
        // Everything committed is in the file and its -wal; the next writer folds them together.
    }
}

void SessionFile::start_log()
{
    database_.execute("PRAGMA journal_mode=WAL");
    Transaction transaction(database_, Transaction::Kind::write);
    write_dictionaries(database_);
    transaction.commit();
}

/// While others have the file open it stays in WAL mode: the last writer does it.
void SessionFile::make_portable()
{
    if (use_ != Use::log)
        return;
    database_.set_busy_timeout(200);
    database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    database_.execute("PRAGMA journal_mode=DELETE");
}

void check_session_path(const std::string& path)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        throw Error("Session file \"" + path + "\" does not exist.");
    if (!std::filesystem::is_regular_file(status))
        throw Error(not_ours_sentence(path));
    if (std::filesystem::file_size(path, error) == 0)
        throw Error("\"" + path + "\" is empty, not a session file of TTT Workbench.");
}

}  // namespace ttt
