#include "sessions/session_file.h"

#include "engine/records/error.h"
#include "sessions/dictionary_rows.h"
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
    check_indexes(database);
    if (version == current_version())
        return;
    keep_backup(database, version);
    migrate(database, version);
    if (check_schema(database) != current_version())
        database.fail_damaged("its format could not be brought up to date");
}

/// Where the file of a link would be made.
std::string end_of_links(std::filesystem::path path)
{
    constexpr int most = 40;  // as the kernel follows
    std::error_code error;
    for (int links = 0; links < most && std::filesystem::is_symlink(path, error); ++links)
        path = path.parent_path() / std::filesystem::read_symlink(path, error);
    return path.string();
}

/// A single, portable copy under a name that is free; empty: it can't be written there.
std::string copy_into(const std::filesystem::path& folder, const std::string& name, const std::string& extension,
                      Database& database)
{
    std::string path = (folder / (name + extension)).string();
    for (int number = 2; std::filesystem::exists(std::filesystem::symlink_status(path)); ++number)
        path = (folder / (name + "-" + std::to_string(number) + extension)).string();
    try {
        database.copy_to(path);
        Database(path, OpenMode::read_write).execute("PRAGMA journal_mode=DELETE");
        return path;
    } catch (const Error&) {
        std::error_code none;
        std::filesystem::remove(path, none);
        return {};
    }
}

}  // namespace

NewFile::NewFile(const std::string& path) : path_(end_of_links(path))
{
    const int file = open(path_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
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
    : new_file_(path_for(path, use)), database_(path, OpenMode::read_write, busy_timeout_ms), use_(use), place_(path)
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
    if (is_lost_)
        return;
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
    wal_place_.emplace(database_.wal_path());
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

bool SessionFile::is_in_place()
{
    return place_.is_kept() && (!wal_place_ || wal_place_->is_kept());
}

std::string SessionFile::rescue()
{
    is_lost_ = true;
    keep();  // what stands there now is not ours to remove
    const std::filesystem::path path = database_.path();
    const std::string name = path.stem().string() + ".rescued";
    std::error_code none;
    std::string copy;
    for (const auto& folder : {path.parent_path(), std::filesystem::temp_directory_path(none)})
        if (copy.empty() && !folder.empty())
            copy = copy_into(folder, name, path.extension().string(), database_);
    database_.leave_files_on_close();
    if (wal_place_)
        wal_place_->remove();  // beside another file it would be taken for that one's
    if (!std::filesystem::exists(path, none))
        unlink((path.string() + "-shm").c_str());
    return copy;
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
