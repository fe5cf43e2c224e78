#include "app/workbench/verification.h"

#include "app/verify.h"
#include "sessions/session_reader.h"

namespace ttt {

bool Verification::start(const std::string& session, const std::string& run_id)
{
    if (is_running_)
        return false;
    const auto compare = [this, session, run_id](const std::stop_token& cancel) -> JobQueue::Result {
        const SessionReader reader(session);
        const std::string verdict = text_of(verify(reader, reader.find(run_id), cancel, [](const StepRecord&) {}));
        return [this, words = QString::fromStdString(verdict)] {
            set_running(false);
            Q_EMIT ended(words);
        };
    };
    jobs_.add("verify", compare, [this](const QString& sentence) {
        set_running(false);
        Q_EMIT failed(sentence);
    });
    set_running(true);
    Q_EMIT started();
    return true;
}

void Verification::cancel()
{
    jobs_.clear();
    set_running(false);
}

void Verification::set_running(bool is_running)
{
    if (std::exchange(is_running_, is_running) != is_running)
        Q_EMIT changed();
}

}  // namespace ttt
