// Writes runs into a session file while they happen.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace ttt {

struct WriterOptions {
    int busy_timeout_ms = 5000;  // how long to wait for another writer
    std::int64_t max_bytes = 0;  // of the file; 0: as large as the disk allows
};

/// One run after the other. Create, use and destroy it on one thread; others may read the file at the same time.
/// Every call is one transaction: what it throws, ttt::Error, undoes that call and leaves everything before it. Only
/// where the file was deleted, moved or replaced is everything kept: the sentence names the file that it was copied to,
/// and nothing more can be written.
class SessionWriter {
public:
    /// Opens the file or makes it. A file that it made is removed again if no run ever began.
    explicit SessionWriter(const std::string& path, WriterOptions options = {});
    /// A run that was not ended becomes interrupted.
    ~SessionWriter();
    SessionWriter(SessionWriter&&) noexcept;
    SessionWriter& operator=(SessionWriter&&) noexcept;

    void begin(const RunHeader& header, const RunInput& input);
    /// The next steps. All at once are cheaper than one by one: a transaction costs as much as a step or two.
    void append(std::span<const StepRecord> steps);
    void append(const StepRecord& step) { append({&step, 1}); }
    /// `summary.state` must not be running.
    void end(const RunSummary& summary);
    /// Ends the run as failed, with this sentence and the totals of what was written. Also when it throws: another run
    /// may begin.
    void fail(const std::string& sentence);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ttt
