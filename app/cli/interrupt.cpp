#include "app/cli/interrupt.h"

#include "app/cli/exit_code.h"

#include <ctime>
#include <unistd.h>

namespace ttt {

Interrupt::Interrupt()
{
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
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
        if (sigtimedwait(&signals_, nullptr, &patience) < 0)
            continue;
        if (!source_.request_stop())
            _exit(static_cast<int>(ExitCode::cancelled));
    }
}

}  // namespace ttt
