// What SQLite says, as one sentence that a person can act on.
#pragma once

#include <string>

struct sqlite3;

namespace ttt {

/// `connection` may be null (out of memory while opening). Also fine with SQLITE_OK.
std::string sqlite_sentence(const std::string& path, sqlite3* connection, int result);

std::string damaged_sentence(const std::string& path, const std::string& what);

std::string not_ours_sentence(const std::string& path);

}  // namespace ttt
