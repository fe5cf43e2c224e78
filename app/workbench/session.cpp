#include "app/workbench/session.h"

#include "app/workbench/run_entries.h"
#include "engine/records/error.h"
#include "sessions/session_reader.h"
#include "views/run_model.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

namespace ttt {

SessionContents read_session(const std::string& file, const std::string& shown_run)
{
    SessionContents contents;
    if (!std::filesystem::exists(file))
        return contents;
    const SessionReader reader(file);
    contents.runs = run_entries(reader);
    const QString shown = QString::fromStdString(shown_run);
    if (std::any_of(contents.runs.begin(), contents.runs.end(), [&](const RunEntry& run) { return run.id == shown; }))
        contents.notes = reader.annotations(shown_run);
    return contents;
}

namespace {

KeptAnswers read_answers(const std::string& file)
{
    try {
        return {std::filesystem::exists(file) ? read_lesson_answers(file) : std::vector<LessonAnswer>(), {}};
    } catch (const Error& error) {  // the runs can be looked at all the same
        return {{}, QString::fromUtf8(error.what())};
    }
}

}  // namespace

const RunEntry* Session::find(const QString& id) const
{
    const auto found =
        std::find_if(contents_.runs.begin(), contents_.runs.end(), [&](const RunEntry& run) { return run.id == id; });
    return found == contents_.runs.end() ? nullptr : &*found;
}

const RunEntry* Session::shown() const
{
    return shown_.empty() ? nullptr : find(QString::fromStdString(shown_.header().run_id));
}

QString Session::id_of(const QString& prefix) const
{
    return QString::fromStdString(SessionReader(path_).find(prefix.toStdString()).header.run_id);
}

void Session::open(const std::string& path)
{
    jobs_.drain();
    show(path, read_session(path, shown_.header().run_id), read_answers(path));
}

void Session::open_later(const std::string& path, std::function<void()> then)
{
    ask([this, path, shown = shown_.header().run_id, then = std::move(then)](const std::stop_token&) {
        return [this, path, then, contents = read_session(path, shown), answers = read_answers(path)] {
            show(path, contents, answers);
            if (then)
                then();
        };
    });
}

void Session::show(const std::string& path, SessionContents contents, KeptAnswers answers)
{
    path_ = path;
    contents_ = std::move(contents);
    answers_ = std::move(answers);
    Q_EMIT opened();
    Q_EMIT changed();
}

void Session::add_answer(const LessonAnswer& answer)
{
    answers_.all.push_back(answer);
    change([path = path_, answer] { add_lesson_answer(path, answer); });
}

/// One reading at a time: what changes meanwhile is read by the next.
void Session::refresh()
{
    is_stale_ = is_reading_;
    if (is_reading_ || path_.empty())
        return;
    is_reading_ = true;
    auto read = [this, path = path_, shown = shown_.header().run_id](const std::stop_token&) {
        return [this, path, contents = std::make_shared<SessionContents>(read_session(path, shown))] {
            take(path, std::move(*contents));
        };
    };
    jobs_.add("list", std::move(read), [this](const QString& sentence) {
        end_reading();
        Q_EMIT unreadable(sentence);
    });
}

/// Of another session that was open when it was asked for: dropped.
void Session::take(const std::string& path, SessionContents contents)
{
    if (path == path_)
        contents_ = std::move(contents);
    end_reading();
    if (path == path_)
        Q_EMIT changed();
}

void Session::end_reading()
{
    is_reading_ = false;
    if (std::exchange(is_stale_, false))
        refresh();
}

void Session::change(std::function<void()> act, std::function<void()> done, std::function<void()> undone)
{
    auto make = [this, act = std::move(act), done = std::move(done)](const std::stop_token&) {
        act();
        return [this, done] {
            refresh();
            if (done)
                done();
        };
    };
    jobs_.add({}, std::move(make), [this, undone = std::move(undone)](const QString& sentence) {
        if (undone)
            undone();
        refresh();
        Q_EMIT failed(sentence);
    });
}

void Session::ask(JobQueue::Job read)
{
    jobs_.add({}, std::move(read), [this](const QString& sentence) { Q_EMIT failed(sentence); });
}

}  // namespace ttt
