#include "sessions/run_owner.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ttt {

namespace {

constexpr std::int64_t heartbeat_limit_ms = 10 * 60 * 1000;

std::string this_machine()
{
    std::string boot_id;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> boot_id;
    std::error_code error;
    const auto processes = std::filesystem::read_symlink("/proc/self/ns/pid", error);
    return boot_id.empty() || error ? std::string() : boot_id + " " + processes.string();
}

/// Field 22 of /proc/<pid>/stat (proc(5)), 0 when unknown. The second field, in brackets, may hold blanks.
std::int64_t start_of(std::int64_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t bracket = line.rfind(')');
    if (bracket == std::string::npos)
        return 0;
    std::istringstream fields(line.substr(bracket + 1));
    std::string skipped;
    for (int field = 3; field < 22; ++field)
        fields >> skipped;
    std::int64_t start = 0;
    fields >> start;
    return start;
}

bool process_runs(const RunOwner& owner)
{
    if (owner.pid <= 0 || (kill(static_cast<pid_t>(owner.pid), 0) != 0 && errno != EPERM))
        return false;
    return start_of(owner.pid) == owner.pid_started;
}

}  // namespace

RunOwner this_process()
{
    const auto pid = static_cast<std::int64_t>(getpid());
    return {this_machine(), pid, start_of(pid)};
}

std::int64_t now_unix_ms()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

bool is_alive(const RunOwner& owner, std::int64_t heartbeat_unix_ms)
{
    if (!owner.machine.empty() && owner.machine == this_machine())
        return process_runs(owner);
    const std::int64_t now = now_unix_ms();
    return heartbeat_unix_ms > now - heartbeat_limit_ms && heartbeat_unix_ms < now + heartbeat_limit_ms;
}

}  // namespace ttt
