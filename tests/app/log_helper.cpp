// A second process for tst_session_log_thread: `log_helper FILE` logs a run step by step without end and prints the
// number of every step as it is shown, until it is killed.
#include "app/session_log.h"
#include "tests/sessions/sample_run.h"

#include <cstdio>

int main(int argc, char** argv)
{
    if (argc != 2)
        return 2;
    ttt::SessionLog log(argv[1]);
    constexpr int most = 100'000;
    log.begin(ttt::sample::header(), ttt::sample::document(4 * most), [](const ttt::StepRecord& step) {
        std::printf("%lld\n", static_cast<long long>(step.index));
        std::fflush(stdout);
    });
    for (int i = 0; i < most; i += 3)
        log.append({ttt::sample::step(i), ttt::sample::step(i + 1), ttt::sample::step(i + 2)});
    return 1;
}
