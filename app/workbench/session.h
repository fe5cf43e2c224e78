// The session file that is open: its runs as the list shows them, and the jobs that read and change it.
#pragma once

#include "app/workbench/job_queue.h"
#include "sessions/lesson_answers.h"
#include "sessions/run_info.h"
#include "views/forms/run_entry.h"

#include <string>
#include <vector>

namespace ttt {

class RunModel;

/// What is read out of a session at one time. Plain values.
struct SessionContents {
    std::vector<RunEntry> runs;     // newest first
    std::vector<Annotation> notes;  // of the shown run, if it is one of them
};

/// What people answered in lessons, as far as the file can be read.
struct KeptAnswers {
    std::vector<LessonAnswer> all;
    QString problem;  // a sentence; empty: none
};

/// Any thread. No file is an empty session. Throws ttt::Error for a file that is no session.
SessionContents read_session(const std::string& file, const std::string& shown_run);

/// GUI thread; the file is read and changed on a thread of its own, in the order in which that was asked for, so that
/// nobody at the window waits for a disk. The run model outlives it.
class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(const RunModel& shown) : shown_(shown) {}
    /// Changes that wait are made first.
    ~Session() override { jobs_.drain(); }

    const std::string& path() const { return path_; }
    const std::vector<RunEntry>& runs() const { return contents_.runs; }
    const std::vector<Annotation>& notes() const { return contents_.notes; }
    const KeptAnswers& answers() const { return answers_; }
    const RunEntry* find(const QString& id) const;
    const RunEntry* shown() const;  // the run that the views show; nullptr: it is not of this session

    /// The full id of the run whose id begins so; the latest for "". Reads at once, on this thread: at the start.
    /// Throws ttt::Error when there is none.
    QString id_of(const QString& prefix) const;
    /// Runs are to be kept there; nothing is read.
    void name(const std::string& path) { path_ = path; }
    /// Reads at once, on this thread: at the start, or while nothing goes on. Throws as read_session().
    void open(const std::string& path);
    /// The same, as a job; what is no session leaves the open one. `then` is called when it is there.
    void open_later(const std::string& path, std::function<void()> then = {});
    /// Reads what stands there now; changed() follows.
    void refresh();
    /// Makes a change, then reads. What `act` throws becomes failed().
    void change(std::function<void()> act, std::function<void()> done = {}, std::function<void()> undone = {});
    void add_answer(const LessonAnswer& answer);
    /// Reads something else of a session file; `read` on its thread, what it gives back on this one.
    void ask(JobQueue::Job read);
    /// Waits for what was asked for so far.
    void finish() { jobs_.drain(); }

Q_SIGNALS:
    void opened();
    void changed();                            // runs() or notes()
    void unreadable(const QString& sentence);  // by a refresh
    void failed(const QString& sentence);

private:
    void take(const std::string& path, SessionContents contents);
    void show(const std::string& path, SessionContents contents, KeptAnswers answers);
    void end_reading();

    const RunModel& shown_;
    std::string path_;
    SessionContents contents_;
    KeptAnswers answers_;
    bool is_reading_ = false, is_stale_ = false;
    JobQueue jobs_;  // last: dies first
};

}  // namespace ttt
