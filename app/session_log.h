// A session file, written by a thread of its own: whoever computes does not wait for the disk.
#pragma once

#include "engine/records/records.h"
#include "sessions/session_writer.h"

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ttt {

using ShowStep = std::function<void(const StepRecord&)>;

/// Runs one after the other, in one session file. The face belongs to one thread; the SQLite handle lives and dies on
/// the log's own. Log first, then show: steps are shown on the log's thread, in order, once they are committed.
/// What waits together is written in one transaction. A slow disk holds the caller back: no more than `most_waiting`
/// stretches of steps wait, and as many are being written.
class SessionLog {
public:
    static constexpr std::size_t most_waiting = 4;

    /// Opens the file or makes it; throws what opening throws.
    explicit SessionLog(std::string path, WriterOptions options = {});
    /// Writes what waits. A run that was not ended becomes interrupted.
    ~SessionLog();
    SessionLog(const SessionLog&) = delete;
    SessionLog& operator=(const SessionLog&) = delete;

    /// Returns once the header is in the file. Throws what SessionWriter::begin() throws.
    void begin(const RunHeader& header, const RunInput& input, ShowStep show);
    /// The next steps. Waits while too many wait. Throws what went wrong with earlier ones, and with all after it.
    void append(std::vector<StepRecord> steps);
    /// Returns once everything is in the file. Throws what went wrong with any step of the run.
    void end(const RunSummary& summary);
    /// The run ends as failed, with the totals of what is in the file. Where not even that can be written, the file
    /// says it by itself: its writer is gone.
    void fail(const std::string& sentence) noexcept;

    /// Seconds that the caller of begin(), append() and end() waited, of all runs.
    double waited() const { return waited_; }
    /// Seconds that the log's thread spent on steps, of all runs that ended.
    double writing() const { return writing_; }

private:
    using Task = std::function<void(SessionWriter&)>;

    void work(const std::string& path, const WriterOptions& options);
    void serve(SessionWriter& writer);
    void write(SessionWriter& writer, const std::vector<StepRecord>& steps);
    void answer(SessionWriter& writer);
    void ask(Task task);
    void throw_failure() const;

    std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_.
    std::vector<StepRecord> waiting_;
    std::size_t stretches_ = 0;   // of steps in waiting_
    Task task_;                   // for after what waits; empty: none
    std::exception_ptr trouble_;  // of opening, or of the last task
    std::exception_ptr failure_;  // of a step of this run: none after it is written
    bool is_open_ = false;
    bool is_leaving_ = false;

    ShowStep show_;  // the log's thread uses it while steps wait, begin() sets it while none do
    double waited_ = 0;
    double writing_ = 0;  // of the log's thread
    std::thread thread_;
};

}  // namespace ttt
