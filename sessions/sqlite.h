// A thin RAII layer over the SQLite C API. Every failure is a ttt::Error that names the file.
// A Database and its Statements belong to one thread, from birth to death.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace ttt {

enum class OpenMode { read_only, read_write };

/// Bytes to be bound as a BLOB (a plain string_view is bound as TEXT). Borrowed until the statement is reset.
struct Blob {
    std::string_view bytes;
};

/// One connection, closed by the destructor. Opened defensively: nothing in the file can run code or grow without
/// limit.
class Database {
public:
    /// `path` must exist; ":memory:" is a private, empty database.
    Database(const std::string& path, OpenMode mode, int busy_timeout_ms = 5000);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs statements that return nothing of interest.
    void execute(const char* sql);
    /// The first value of the first row: for pragmas and counts.
    std::int64_t integer(const char* sql);
    std::int64_t last_row_id() const;
    bool in_transaction() const;
    void set_busy_timeout(int milliseconds);
    /// Copies the whole database, consistent even while others write, into a file that must not exist.
    void copy_to(const std::string& path);

    /// The write-ahead log that belongs to the open file, links followed.
    std::string wal_path() const;
    /// Closing it no longer removes files by their names: they may belong to somebody else by now.
    void leave_files_on_close();

    const std::string& path() const { return path_; }
    sqlite3* handle() const { return handle_; }

    /// Throws the sentence for a result code of SQLite; `result` is not SQLITE_OK.
    [[noreturn]] void fail(int result) const;
    /// Throws "... is damaged: <what>".
    [[noreturn]] void fail_damaged(const std::string& what) const;

private:
    std::string path_;
    sqlite3* handle_ = nullptr;
};

/// One prepared statement. Parameters are bound in order; columns are read by their number, from 0.
class Statement {
public:
    Statement(Database& database, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Forgets the last execution and binds anew. What is bound must live until the next reset.
    template <class... Values>
    Statement& bind(const Values&... values)
    {
        reset();
        bind_from(1, values...);
        return *this;
    }

    /// Binds the parameters from number `first` on; call reset() before the first of an execution.
    template <class... Values>
    void bind_from(int first, const Values&... values)
    {
        (bind_value(first++, values), ...);
    }

    /// Moves to the next row; false: there is none.
    bool step();
    void reset();

    /// Binds, runs to the end and resets.
    template <class... Values>
    void run(const Values&... values)
    {
        bind(values...);
        finish();
    }

    /// Runs what is bound to the end and resets.
    void finish();

    // A value of another type than the schema promises means a damaged file, and throws.
    std::int64_t integer(int column) const;
    double real(int column) const;            // NULL is NaN: SQLite can't store a NaN
    std::string text(int column) const;       // any bytes
    std::string_view blob(int column) const;  // until the next step() or reset()

private:
    template <class Integer, class = std::enable_if_t<std::is_integral_v<Integer>>>
    void bind_value(int position, Integer value)
    {
        bind_integer(position, static_cast<std::int64_t>(value));
    }
    void bind_value(int position, double value);
    void bind_value(int position, std::string_view value);
    void bind_value(int position, Blob value);
    void bind_integer(int position, std::int64_t value);
    void check(int result) const;
    void expect(int column, int type) const;

    Database& database_;
    sqlite3_stmt* handle_ = nullptr;
};

/// Rolled back by the destructor unless committed.
class Transaction {
public:
    enum class Kind { read, write };

    /// A write transaction takes the lock at once, so that it can't fail half-way for want of it.
    Transaction(Database& database, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit();

private:
    Database& database_;
};

}  // namespace ttt
