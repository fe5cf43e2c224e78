#include "engine/files/stale_parts.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ttt {
namespace {

namespace fs = std::filesystem;

/// The process of "PID-N".
std::optional<pid_t> process_of(const std::string& text)
{
    const char* const last = text.data() + text.size();
    pid_t process = 0;
    unsigned count = 0;
    const auto dash = std::from_chars(text.data(), last, process);
    if (dash.ec != std::errc() || dash.ptr == last || *dash.ptr != '-' || process <= 0)
        return std::nullopt;
    const auto end = std::from_chars(dash.ptr + 1, last, count);
    return end.ec == std::errc() && end.ptr == last ? std::optional(process) : std::nullopt;
}

/// Another machine may share the folder: its processes have other numbers, but their locks are seen.
bool is_locked(const fs::path& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return true;
    struct stat status {};
    const bool free = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && ::flock(file, LOCK_EX | LOCK_NB) == 0;
    ::close(file);
    return !free;
}

bool is_dead(pid_t process)
{
    return ::kill(process, 0) != 0 && errno == ESRCH;
}

}  // namespace

void remove_stale_parts(const std::string& folder, const std::function<bool(const std::string& name)>& is_ours)
{
    constexpr std::string_view mark = ".part-";
    std::error_code error;
    for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end;
         at.increment(error)) {
        const std::string name = at->path().filename().string();
        const std::size_t cut = name.rfind(mark);
        if (cut == std::string::npos || !is_ours(name.substr(0, cut)))
            continue;
        const auto process = process_of(name.substr(cut + mark.size()));
        if (process && is_dead(*process) && !is_locked(at->path()))
            ::unlink(at->path().c_str());
    }
}

}  // namespace ttt
