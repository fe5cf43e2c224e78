// A second process for the tests. `session_helper wait FILE STEPS` writes so many steps, prints a line and waits to be
// killed; `session_helper limit FILE BYTES` lets no file grow beyond BYTES, writes until that fails, and prints the
// number of steps written and the sentence.
#include "engine/records/error.h"
#include "sessions/session_writer.h"
#include "tests/sessions/sample_run.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <iostream>
#include <string>

namespace {

void limit_files(rlim_t bytes)
{
    signal(SIGXFSZ, SIG_IGN);  // write() then fails with EFBIG
    const rlimit limit{bytes, bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
}

int wait_to_be_killed(const std::string& path, int steps)
{
    ttt::SessionWriter writer(path);
    writer.begin(ttt::sample::header(), ttt::sample::document(4 * steps));
    for (int i = 0; i < steps; ++i)
        writer.append(ttt::sample::step(i));
    std::cout << "ready" << std::endl;
    for (;;)
        pause();
}

int write_until_full(const std::string& path)
{
    ttt::SessionWriter writer(path);
    writer.begin(ttt::sample::header(), ttt::sample::document(4000));  // more than fits
    int written = 0;
    try {
        for (;; ++written)
            writer.append(ttt::sample::step(written));
    } catch (const ttt::Error& error) {
        std::cout << written << ' ' << error.what() << std::endl;
        ttt::RunSummary failed;
        failed.state = ttt::RunState::failed;
        failed.steps = written;
        failed.message = error.what();
        writer.end(failed);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 4)
        return 2;
    const std::string mode = argv[1];
    if (mode == "wait")
        return wait_to_be_killed(argv[2], std::stoi(argv[3]));
    if (mode != "limit")
        return 2;
    limit_files(static_cast<rlim_t>(std::stoll(argv[3])));
    return write_until_full(argv[2]);
}
