// LibTorch computes with OpenMP's threads, and those spin while they wait for one another: on a busy machine each
// spends its share of the processor on waiting for one that has none, and a run takes six times as long. libgomp reads
// how long to spin from the environment, in its initialiser, before main() and before this program's own initialisers.
// Only .preinit_array comes earlier; libc has no environment yet then, so that setenv() would be forgotten, and the
// array that the kernel made has no room for one more. So one variable that no initialiser needs lends its place until
// main().
//
// The number: tests/bench/README.md, `ttt bench busy`. What a person sets, OMP_WAIT_POLICY or GOMP_SPINCOUNT, stays.
#include "engine/thread_waiting.h"

#include <string_view>
#include <unistd.h>

namespace ttt {

namespace {

constexpr char setting[] = "GOMP_SPINCOUNT=10000";  // rounds of some nanoseconds, then the thread sleeps
constexpr std::string_view settled[] = {"OMP_WAIT_POLICY=", "GOMP_SPINCOUNT="};
constexpr std::string_view lenders[] = {"_=",    "SHLVL=", "OLDPWD=", "PWD=",  "LS_COLORS=", "MAIL=", "LOGNAME=",
                                        "USER=", "SHELL=", "TERM=",   "LANG=", "HOME=",      "PATH="};

char* lent = nullptr;  // the variable that gave its place

char** find(char** environment, std::string_view start)
{
    for (char** entry = environment; *entry; ++entry)
        if (std::string_view(*entry).starts_with(start))
            return entry;
    return nullptr;
}

// Runs before everything else, also before a sanitizer is ready.
[[gnu::no_sanitize("address", "thread", "undefined")]] void lend_place(int, char**, char** environment)
{
    for (const std::string_view name : settled)
        if (find(environment, name))
            return;
    for (const std::string_view name : lenders)
        if (char** place = find(environment, name)) {
            lent = *place;
            *place = const_cast<char*>(setting);
            return;
        }
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const before_all)(int, char**, char**) = lend_place;

}  // namespace

void restore_environment()
{
    for (char** entry = environ; lent && *entry; ++entry)
        if (*entry == setting)
            *entry = lent;
}

}  // namespace ttt
