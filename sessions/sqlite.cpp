#include "sessions/sqlite.h"

#include "engine/records/error.h"
#include "sessions/sqlite_sentence.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstddef>
#include <limits>
#include <utility>

namespace ttt {

namespace {

/// Above the largest blob of a session (a document, at most 1 GB of bytes), below everything that SQL could build.
constexpr std::pair<int, int> limits[] = {
    {SQLITE_LIMIT_LENGTH, 1'000'000'000}, {SQLITE_LIMIT_SQL_LENGTH, 100'000}, {SQLITE_LIMIT_COLUMN, 100},
    {SQLITE_LIMIT_EXPR_DEPTH, 10},        {SQLITE_LIMIT_COMPOUND_SELECT, 3},  {SQLITE_LIMIT_VDBE_OP, 25'000},
    {SQLITE_LIMIT_FUNCTION_ARG, 8},       {SQLITE_LIMIT_ATTACHED, 0},         {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 1000}, {SQLITE_LIMIT_TRIGGER_DEPTH, 10},   {SQLITE_LIMIT_WORKER_THREADS, 0},
};

constexpr std::pair<int, int> switches[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0}, {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
};

void harden(sqlite3* handle)
{
    for (const auto& [limit, value] : limits)
        sqlite3_limit(handle, limit, value);
    for (const auto& [name, value] : switches)
        sqlite3_db_config(handle, name, value, nullptr);
}

}  // namespace

Database::Database(const std::string& path, OpenMode mode, int busy_timeout_ms) : path_(path)
{
    const int access = mode == OpenMode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    const int result = sqlite3_open_v2(path.c_str(), &handle_, access | SQLITE_OPEN_NOMUTEX, nullptr);
    try {
        if (result != SQLITE_OK)
            fail(result);
        sqlite3_extended_result_codes(handle_, 1);
        harden(handle_);
        set_busy_timeout(busy_timeout_ms);
        execute("PRAGMA cell_size_check=ON");
        execute("PRAGMA mmap_size=0");
        execute("PRAGMA foreign_keys=ON");
    } catch (...) {
        sqlite3_close_v2(handle_);
        throw;
    }
}

Database::~Database()
{
    sqlite3_close_v2(handle_);
}

void Database::execute(const char* sql)
{
    errno = 0;  // see io_reason()
    const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (result != SQLITE_OK)
        fail(result);
}

std::int64_t Database::integer(const char* sql)
{
    Statement statement(*this, sql);
    if (!statement.step())
        fail_damaged("a value is missing");
    return statement.integer(0);
}

std::int64_t Database::last_row_id() const
{
    return sqlite3_last_insert_rowid(handle_);
}

bool Database::in_transaction() const
{
    return sqlite3_get_autocommit(handle_) == 0;
}

void Database::set_busy_timeout(int milliseconds)
{
    sqlite3_busy_timeout(handle_, milliseconds);
}

void Database::copy_to(const std::string& path)
{
    sqlite3* target = nullptr;
    int result = sqlite3_open_v2(path.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    if (result == SQLITE_OK) {
        sqlite3_backup* backup = sqlite3_backup_init(target, "main", handle_, "main");
        sqlite3_backup_step(backup, -1);
        result = backup ? sqlite3_backup_finish(backup) : sqlite3_errcode(target);
    }
    const std::string sentence = sqlite_sentence(path, target, result);
    sqlite3_close_v2(target);
    if (result != SQLITE_OK)
        throw Error(sentence);
}

std::string Database::wal_path() const
{
    return sqlite3_filename_wal(sqlite3_db_filename(handle_, "main"));
}

void Database::leave_files_on_close()
{
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::fail(int result) const
{
    throw Error(sqlite_sentence(path_, handle_, result));
}

void Database::fail_damaged(const std::string& what) const
{
    throw Error(damaged_sentence(path_, what));
}

Statement::Statement(Database& database, std::string_view sql) : database_(database)
{
    check(sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &handle_, nullptr));
}

Statement::~Statement()
{
    sqlite3_finalize(handle_);
}

bool Statement::step()
{
    const int result = sqlite3_step(handle_);
    if (result == SQLITE_ROW)
        return true;
    if (result == SQLITE_DONE)
        return false;
    const std::string sentence = sqlite_sentence(database_.path(), database_.handle(), result);
    reset();  // an open statement would keep its lock
    throw Error(sentence);
}

void Statement::finish()
{
    while (step()) {
    }
    reset();
}

void Statement::reset()
{
    sqlite3_reset(handle_);  // repeats the error of the last step(), which has been thrown already
}

std::int64_t Statement::integer(int column) const
{
    expect(column, SQLITE_INTEGER);
    return sqlite3_column_int64(handle_, column);
}

double Statement::real(int column) const
{
    if (sqlite3_column_type(handle_, column) == SQLITE_NULL)
        return std::numeric_limits<double>::quiet_NaN();
    expect(column, SQLITE_FLOAT);
    return sqlite3_column_double(handle_, column);
}

std::string Statement::text(int column) const
{
    expect(column, SQLITE_TEXT);
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    if (!data)
        database_.fail(SQLITE_NOMEM);
    return std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
}

std::string_view Statement::blob(int column) const
{
    expect(column, SQLITE_BLOB);
    const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_, column));
    return data ? std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)))
                : std::string_view();
}

void Statement::bind_integer(int position, std::int64_t value)
{
    check(sqlite3_bind_int64(handle_, position, value));
}

void Statement::bind_value(int position, double value)
{
    check(sqlite3_bind_double(handle_, position, value));
}

void Statement::bind_value(int position, std::string_view value)
{
    const char* data = value.data() ? value.data() : "";  // a null pointer would be NULL
    check(sqlite3_bind_text64(handle_, position, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind_value(int position, Blob value)
{
    const char* data = value.bytes.data() ? value.bytes.data() : "";
    check(sqlite3_bind_blob64(handle_, position, data, value.bytes.size(), SQLITE_STATIC));
}

void Statement::check(int result) const
{
    if (result != SQLITE_OK)
        database_.fail(result);
}

void Statement::expect(int column, int type) const
{
    if (sqlite3_column_type(handle_, column) != type)
        database_.fail_damaged(std::string("column ") + sqlite3_column_name(handle_, column) +
                               " holds a value of the wrong type");
}

Transaction::Transaction(Database& database, Kind kind) : database_(database)
{
    database_.execute(kind == Kind::read ? "BEGIN" : "BEGIN IMMEDIATE");
}

Transaction::~Transaction()
{
    if (!database_.in_transaction())  // committed, or SQLite itself rolled back after an I/O error
        return;
    try {
        database_.execute("ROLLBACK");
    } catch (const Error&) {
        // The journal or the WAL undoes it at the next open.
    }
}

void Transaction::commit()
{
    database_.execute("COMMIT");
}

}  // namespace ttt
