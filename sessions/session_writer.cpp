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
    void end_lost_run(const std::string& sentence);
    void expect_place();
    template <class Write>
    void write_in_place(Write&& write);
    void write_summary(const RunSummary& summary);
    void write_end(const RunSummary& summary);
    void write_end(RunState state, const std::string& message);
    void leave_run();

    SessionFile file;
    std::int64_t run = 0;                  // row number of the open run; 0: none
    std::optional<StepInserter> inserter;  // of the open run
    RunSummary totals;                     // of the open run, so far
    std::string lost;                      // the sentence, once the file is not at its place any more
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
    if (!lost.empty())
        throw Error(lost);
    if ((run != 0) != open)
        throw std::logic_error(open ? "[SessionWriter] no run has begun"
                                    : "[SessionWriter] the last run has not ended");
}

void SessionWriter::Parts::end_lost_run(const std::string& sentence)
{
    totals.state = RunState::failed;
    totals.message = sentence;
    try {
        write_summary(totals);
    } catch (const Error&) {
        // Then readers see that its process is gone.
    }
    leave_run();
}

/// Behind every commit, and behind what failed: what was logged must be where people look for it, or be copied to where
/// they can.
void SessionWriter::Parts::expect_place()
{
    if (file.is_in_place())
        return;
    const std::string what =
        "Session file \"" + database().path() + "\" was deleted, moved or replaced while it was written";
    if (run != 0)
        end_lost_run(what + ".");
    const std::string copy = file.rescue();
    lost = what + (copy.empty() ? ", and what it held could not be copied anywhere: is the disk full?"
                                : "; all that was logged is in \"" + copy + "\".");
    throw Error(lost);
}

template <class Write>
void SessionWriter::Parts::write_in_place(Write&& write)
{
    try {
        write();
    } catch (const Error&) {
        expect_place();
        throw;
    }
    expect_place();
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

void SessionWriter::begin(const RunHeader& header, const RunInput& input)
{
    parts_->expect_run(false);
    parts_->write_in_place([&] {
        Transaction transaction(parts_->database(), Transaction::Kind::write);
        const std::int64_t run = insert_run(parts_->database(), header, input, this_process());
        transaction.commit();
        parts_->file.keep();
        parts_->run = run;
        parts_->totals = RunSummary{};
        parts_->inserter.emplace(parts_->database(), run, header.dictionary);
    });
}

void SessionWriter::append(std::span<const StepRecord> steps)
{
    parts_->expect_run(true);
    parts_->write_in_place([&] {
        RunSummary totals = parts_->totals;
        Transaction transaction(parts_->database(), Transaction::Kind::write);
        for (const StepRecord& step : steps)
            add_step(totals, step);
        parts_->inserter->insert(steps);
        update_summary(parts_->database(), parts_->run, totals);
        transaction.commit();
        parts_->totals = totals;
    });
}

void SessionWriter::end(const RunSummary& summary)
{
    parts_->expect_run(true);
    if (summary.state == RunState::running)
        throw std::logic_error("[SessionWriter] end: the state is still running");
    parts_->write_in_place([&] { parts_->write_end(summary); });
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
    parts_->expect_place();
}

}  // namespace ttt
