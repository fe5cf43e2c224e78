#include "app/cli/bench/child_process.h"

#include "app/cli/bench/temporary_folder.h"
#include "engine/files/regular_file.h"
#include "engine/records/error.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ttt {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_complaints = 64 << 20;  // bytes
constexpr int no_program = 127;                    // as shells count

[[noreturn]] void refuse(const std::string& program, int error)
{
    throw Error("The program '" + program + "' could not be started: " + std::strerror(error) + ".");
}

/// The reading end stays here, the writing end becomes the child's standard output.
class Pipe {
public:
    Pipe()
    {
        if (pipe2(ends_, O_CLOEXEC) != 0)
            throw Error(std::string("No pipe could be made: ") + std::strerror(errno) + ".");
    }
    ~Pipe()
    {
        close(ends_[0]);
        close_writing();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int reading() const { return ends_[0]; }
    int writing() const { return ends_[1]; }
    void close_writing()
    {
        if (ends_[1] >= 0)
            close(ends_[1]);
        ends_[1] = -1;
    }

private:
    int ends_[2] = {-1, -1};
};

/// 0, or the number of the error.
int spawn(const std::vector<std::string>& arguments, int out, const std::string& err, pid_t& child)
{
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));  // posix_spawn does not write into it
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (!err.empty())
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int error = posix_spawnp(&child, argv.front(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

std::vector<ChildLine> read_lines(int descriptor, Clock::time_point start)
{
    std::vector<ChildLine> lines;
    std::string rest;
    char bytes[4096];
    for (;;) {
        const ssize_t count = read(descriptor, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        const double now = std::chrono::duration<double>(Clock::now() - start).count();
        rest.append(bytes, static_cast<std::size_t>(count));
        for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
            lines.push_back({now, rest.substr(0, end)});
            rest.erase(0, end + 1);
        }
    }
    return lines;
}

int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

ChildOutcome run_child(const std::vector<std::string>& arguments, ChildErrors errors)
{
    std::optional<TemporaryFolder> folder;
    if (errors == ChildErrors::kept)
        folder.emplace();
    const std::string complaints = folder ? folder->file("complaints.txt") : "";
    Pipe pipe;
    pid_t child = 0;
    const Clock::time_point start = Clock::now();
    const int error = spawn(arguments, pipe.writing(), complaints, child);
    if (error == ENOENT)
        return {.code = no_program, .lines = {}, .complaint = {}};
    if (error != 0)
        refuse(arguments.front(), error);
    pipe.close_writing();
    ChildOutcome outcome;
    outcome.lines = read_lines(pipe.reading(), start);
    outcome.code = wait_for(child);
    if (folder)
        outcome.complaint = read_regular_file(complaints, most_complaints);
    return outcome;
}

}  // namespace ttt
