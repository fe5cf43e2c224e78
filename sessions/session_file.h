// A session file opened for writing: made if it is missing, migrated if it is old, one portable file again at the end.
#pragma once

#include "sessions/file_place.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ttt {

/// A file that did not exist before. Removed by the destructor unless somebody called keep().
class NewFile {
public:
    /// Makes an empty file when there is none, where a link to nowhere leads; throws when that can't be done.
    explicit NewFile(const std::string& path);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    void keep() { kept_ = true; }
    bool is_pending() const { return made_ && !kept_; }

private:
    std::string path_;
    bool made_ = false;
    bool kept_ = false;
};

class SessionFile {
public:
    enum class Use {
        log,  // may make the file; WAL, so that others read while a run is written
        edit  // the file must exist; a few rows change
    };

    /// `max_bytes` 0: as large as the disk allows.
    SessionFile(const std::string& path, Use use, int busy_timeout_ms = 5000, std::int64_t max_bytes = 0);
    ~SessionFile();

    Database& database() { return database_; }
    /// The file holds something: from now on it stays.
    void keep() { new_file_.keep(); }

    /// Whether the path still leads to what is open. Two calls of stat(2).
    bool is_in_place();
    /// After is_in_place() said no: copies all that was committed into a new file beside the old place, else into the
    /// folder for temporary files, and returns its path; empty: neither could be written. Nothing that took the place
    /// is touched, now or when this is closed.
    std::string rescue();

private:
    void start_log();
    void make_portable();

    NewFile new_file_;  // before the database: removed after it is closed
    Database database_;
    Use use_;
    FilePlace place_;
    std::optional<FilePlace> wal_place_;  // once it is written
    bool is_lost_ = false;
};

/// For an existing session: the sentence when it is missing, a folder, or empty.
void check_session_path(const std::string& path);

}  // namespace ttt
