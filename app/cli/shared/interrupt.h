// Ctrl-C, SIGTERM and a closed terminal (SIGHUP) as a stop token: the first one asks for a clean end, a second Ctrl-C
// or SIGTERM ends at once.
#pragma once

#include <signal.h>
#include <stop_token>
#include <thread>

namespace ttt {

/// Make it before any other thread starts, so that the signals are blocked there too and reach only this one.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();

    std::stop_token token() const { return source_.get_token(); }

private:
    void watch(std::stop_token end);

    std::stop_source source_;
    sigset_t signals_{};
    sigset_t mask_before_{};
    std::jthread watcher_;
};

}  // namespace ttt
