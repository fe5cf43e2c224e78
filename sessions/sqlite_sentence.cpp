#include "sessions/sqlite_sentence.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace ttt {

namespace {

std::string session_file(const std::string& path)
{
    return "Session file \"" + path + "\"";
}

/// For I/O errors the operating system knows more than SQLite, which keeps no errno of a failed COMMIT (3.40).
std::string io_reason(sqlite3* connection)
{
    const int last = errno;
    const int kept = connection ? sqlite3_system_errno(connection) : 0;
    const int reason = kept != 0 ? kept : last;
    if (reason == ENOSPC || reason == EDQUOT)
        return "the disk is full";
    if (reason == EFBIG)
        return "the file reached the size limit of this machine or account";
    return reason != 0 ? std::strerror(reason) : "the disk reported an error";
}

}  // namespace

std::string damaged_sentence(const std::string& path, const std::string& what)
{
    return session_file(path) + " is damaged: " + what + ".";
}

std::string not_ours_sentence(const std::string& path)
{
    return "\"" + path + "\" is not a session file of TTT Workbench.";
}

std::string sqlite_sentence(const std::string& path, sqlite3* connection, int result)
{
    const std::string file = session_file(path);
    switch (result & 0xff) {  // the low byte is the primary code
    case SQLITE_FULL:
        return file + " can't be written: the disk is full.";
    case SQLITE_IOERR:
        return file + " can't be read or written: " + io_reason(connection) + ".";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return file + " is in use by another program; try again when that has finished.";
    case SQLITE_CANTOPEN:
        return file + " can't be opened: " + io_reason(connection) + ".";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return file + " can't be written: it or its folder is read-only.";
    case SQLITE_NOTADB:
        return not_ours_sentence(path);
    case SQLITE_NOMEM:
        return file + " needs more memory than there is.";
    case SQLITE_TOOBIG:
        return file + " can't take a value of more than 1 GB.";
    case SQLITE_CORRUPT:
        return damaged_sentence(path, "its pages do not hang together");
    case SQLITE_CONSTRAINT:
        return file + " refuses what was to be written: it is damaged, or holds a table or index that no session has.";
    default:
        return file + " can't be used: SQLite reports error " + std::to_string(result & 0xff) + ".";
    }
}

}  // namespace ttt
