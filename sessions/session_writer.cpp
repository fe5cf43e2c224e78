#include "sessions/session_writer.h"

#include "engine/records/error.h"
#include "sessions/run_rows.h"
#include "sessions/run_state.h"
#include "sessions/run_totals.h"
#include "sessions/session_file.h"

#include <optional>
#include <stdexcept>

namespace ttt {

struct SessionWriter::Parts {
    Parts(const std::string& path, const WriterOptions& options)
        : file(path, SessionFile::Use::log, options.busy_timeout_ms, options.max_bytes)
    {
    }
    ~Parts();

    Database& database() { return file.database(); }
    void expect_run(bool open) const;
    void write_summary(const RunSummary& summary);
    void write_end(const RunSummary& summary);
    void write_end(RunState state, const std::string& message);
    void leave_run();

    SessionFile file;
    std::int64_t run = 0;                  // row number of the open run; 0: none
    std::optional<StepInserter> inserter;  // of the open run
    RunSummary totals;                     // of the open run, so far
};

SessionWriter::Parts::~Parts()
{
    if (run == 0)
        return;
    try {
        write_end(RunState::interrupted, interrupted_message);
    } catch (const Error&) {
        // The disk is gone or utterly full. The row says running; readers see that its process is gone.
    }
}

void SessionWriter::Parts::expect_run(bool open) const
{
    if ((run != 0) != open)
        throw std::logic_error(open ? "[SessionWriter] no run has begun"
                                    : "[SessionWriter] the last run has not ended");
}

void SessionWriter::Parts::write_summary(const RunSummary& summary)
{
    Transaction transaction(database(), Transaction::Kind::write);
    update_summary(database(), run, summary);
    transaction.commit();
}

void SessionWriter::Parts::write_end(const RunSummary& summary)
{
    database().execute("PRAGMA synchronous=FULL");  // the end of a run survives a power cut
    try {
        write_summary(summary);
    } catch (const Error&) {
        database().execute("PRAGMA wal_checkpoint(TRUNCATE)");  // on a full disk this makes room for one more row
        write_summary(summary);
    }
    database().execute("PRAGMA synchronous=NORMAL");
    leave_run();
}

void SessionWriter::Parts::leave_run()
{
    inserter.reset();
    run = 0;
}

/// With the totals of what was written.
void SessionWriter::Parts::write_end(RunState state, const std::string& message)
{
    totals.state = state;
    totals.message = message;
    write_end(totals);
}

SessionWriter::SessionWriter(const std::string& path, WriterOptions options)
    : parts_(std::make_unique<Parts>(path, options))
{
    Transaction transaction(parts_->database(), Transaction::Kind::write);
    end_dead_runs(parts_->database());
    transaction.commit();
}

SessionWriter::~SessionWriter() = default;
SessionWriter::SessionWriter(SessionWriter&&) noexcept = default;
SessionWriter& SessionWriter::operator=(SessionWriter&&) noexcept = default;

void SessionWriter::begin(const RunHeader& header, const DocumentRecord& document)
{
    parts_->expect_run(false);
    Transaction transaction(parts_->database(), Transaction::Kind::write);
    const std::int64_t row = insert_document(parts_->database(), document);
    const std::int64_t run = insert_run(parts_->database(), header, row, this_process());
    transaction.commit();
    parts_->file.keep();
    parts_->run = run;
    parts_->totals = RunSummary{};
    parts_->inserter.emplace(parts_->database(), run);
}

void SessionWriter::append(std::span<const StepRecord> steps)
{
    parts_->expect_run(true);
    RunSummary totals = parts_->totals;
    Transaction transaction(parts_->database(), Transaction::Kind::write);
    for (const StepRecord& step : steps) {
        add_step(totals, step);
        parts_->inserter->insert(step);
    }
    update_summary(parts_->database(), parts_->run, totals);
    transaction.commit();
    parts_->totals = totals;
}

void SessionWriter::end(const RunSummary& summary)
{
    parts_->expect_run(true);
    if (summary.state == RunState::running)
        throw std::logic_error("[SessionWriter] end: the state is still running");
    parts_->write_end(summary);
}

void SessionWriter::fail(const std::string& sentence)
{
    parts_->expect_run(true);
    try {
        parts_->write_end(RunState::failed, sentence);
    } catch (const Error&) {
        parts_->leave_run();  // another one may begin; the row says running until this process is gone
        throw;
    }
}

}  // namespace ttt
