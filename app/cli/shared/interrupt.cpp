#include "app/cli/shared/interrupt.h"

#include "app/cli/shared/exit_code.h"

#include <ctime>
#include <unistd.h>

namespace ttt {

namespace {

bool is_ignored(int signal)
{
    struct sigaction action {};
    return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Interrupt::Interrupt()
{
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    if (!is_ignored(SIGHUP))  // nohup
        sigaddset(&signals_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals_, &mask_before_);
    watcher_ = std::jthread([this](std::stop_token end) { watch(end); });
}

Interrupt::~Interrupt()
{
    watcher_.request_stop();
    watcher_.join();
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

void Interrupt::watch(std::stop_token end)
{
    constexpr timespec patience{0, 50'000'000};
    while (!end.stop_requested()) {
        const int signal = sigtimedwait(&signals_, nullptr, &patience);
        if (signal < 0)
            continue;
        const bool is_first = source_.request_stop();
        if (!is_first && signal != SIGHUP)  // a closed terminal may send several
            _exit(static_cast<int>(ExitCode::cancelled));
    }
}

}  // namespace ttt
