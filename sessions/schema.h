// The format of a session file: identity, tables, numbered migrations, and the checks of a file from elsewhere.
#pragma once

#include "sessions/sqlite.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ttt {

/// "TTTW" at offset 68 of the file, where file(1) looks.
inline constexpr std::int64_t application_id = 0x54545457;

/// One step of the format; `sql` turns version - 1 into version. Published steps never change.
struct Migration {
    int version;
    const char* sql;
};

std::span<const Migration> migrations();
int current_version();

/// The first formats that know document_mark, lesson_answer, run_remark, runs of any kind with rows of many steps, and
/// images and what another run read before.
inline constexpr int format_with_marks = 2;
inline constexpr int format_with_answers = 2;
inline constexpr int format_with_remarks = 3;
inline constexpr int format_with_kinds = 4;
inline constexpr int format_with_images = 5;
inline constexpr int format_with_stretches = 5;

/// The file's format by its own word: check_schema tells whether that is true.
std::int64_t format_of(Database& database);

/// Runs the steps after `from` in one transaction, user_version last. `from` 0: an empty database.
void migrate(Database& database, std::int64_t from, std::span<const Migration> steps = migrations());

/// Everything that is not as a file of this version is: parts of sentences.
std::vector<std::string> schema_problems(Database& database, std::int64_t version);

/// The format's version. Throws a sentence when the file is not ours, newer than this program, or not as its version
/// says: a table that differs, a trigger, view or virtual table that we did not make.
std::int64_t check_schema(Database& database);

/// Throws a sentence when an index that we did not make could refuse a row of a run. For readers it is harmless.
void check_indexes(Database& database);

}  // namespace ttt
