#include "app/window/shell/leave_signals.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace ttt {

namespace {

constexpr std::array leaving{SIGHUP, SIGINT, SIGTERM};
std::array<int, 2> pipe_ends{-1, -1};  // handlers write, the notifier reads

extern "C" void on_signal(int signal)
{
    const auto byte = static_cast<unsigned char>(signal);
    [[maybe_unused]] const ssize_t written = write(pipe_ends[1], &byte, 1);
}

}  // namespace

LeaveSignals::LeaveSignals(QObject* parent) : QObject(parent)
{
    if (pipe2(pipe_ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;  // signals then do what they always did
    notifier_ = new QSocketNotifier(pipe_ends[0], QSocketNotifier::Read, this);
    connect(notifier_, &QSocketNotifier::activated, this, &LeaveSignals::read);
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    for (const int signal : leaving) {
        struct sigaction before = {};
        if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)  // nohup asks to stay
            sigaction(signal, &action, nullptr);
    }
}

LeaveSignals::~LeaveSignals()
{
    if (!notifier_)
        return;
    for (const int signal : leaving)
        std::signal(signal, SIG_DFL);
    for (int& end : pipe_ends)
        close(std::exchange(end, -1));
}

void LeaveSignals::read()
{
    unsigned char signal = 0;
    if (::read(pipe_ends[0], &signal, 1) == 1)
        Q_EMIT asked(signal);
}

}  // namespace ttt
