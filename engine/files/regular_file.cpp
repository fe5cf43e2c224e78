#include "engine/files/regular_file.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ttt {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& why)
{
    throw Error("The file " + printable_path(path) + " can't be read: " + why + ".");
}

[[noreturn]] void fail_with_errno(const std::string& path)
{
    fail(path, std::generic_category().message(errno));
}

int opened(const std::string& path)
{
    if (path.find('\0') != std::string::npos)
        fail(path, "no file has a zero byte in its name");
    // O_NONBLOCK: a named pipe must not hang us; it changes nothing for regular files.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR))
        throw Error("There is no file " + printable_path(path) + ".");
    if (descriptor < 0)
        fail_with_errno(path);
    return descriptor;
}

std::string kind_of(mode_t mode)
{
    if (S_ISDIR(mode))
        return "a folder";
    return S_ISFIFO(mode) ? "a named pipe" : S_ISCHR(mode) || S_ISBLK(mode) ? "a device" : "a socket";
}

}  // namespace

RegularFile::RegularFile(const std::string& path) : path_(path), descriptor_(opened(path))
{
    struct stat status {};
    const bool known = ::fstat(descriptor_, &status) == 0;
    if (known && S_ISREG(status.st_mode)) {
        size_ = static_cast<std::size_t>(status.st_size);
        written_ = status.st_mtim;
        return;
    }
    const int error = errno;
    ::close(descriptor_);
    if (!known)
        fail(path, std::generic_category().message(error));
    throw Error(printable_path(path) + " is " + kind_of(status.st_mode) + ", not a regular file.");
}

RegularFile::~RegularFile()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

RegularFile::RegularFile(RegularFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_),
      written_(other.written_)
{
}

std::size_t RegularFile::read_some(std::size_t offset, void* bytes, std::size_t count) const
{
    constexpr std::size_t most = 1 << 30;  // the kernel gives less than 2 GiB at once
    for (;;) {
        const ssize_t got = ::pread(descriptor_, bytes, std::min(count, most), static_cast<off_t>(offset));
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno != EINTR)
            fail_with_errno(path_);
    }
}

void RegularFile::read(std::size_t offset, void* bytes, std::size_t count) const
{
    char* rest = static_cast<char*>(bytes);
    while (count > 0) {
        const std::size_t got = read_some(offset, rest, count);
        if (got == 0)
            fail(path_, "it became shorter while it was read");
        rest += got;
        offset += got;
        count -= got;
    }
}

bool RegularFile::has_changed() const
{
    struct stat status {};
    return ::fstat(descriptor_, &status) != 0 || static_cast<std::size_t>(status.st_size) != size_ ||
           status.st_mtim.tv_sec != written_.tv_sec || status.st_mtim.tv_nsec != written_.tv_nsec;
}

std::string RegularFile::text(std::size_t most) const
{
    const auto check = [&](std::size_t bytes, const char* more) {
        if (bytes > most)
            fail(path_, "it has " + std::to_string(bytes) + more + " bytes, and at most " + std::to_string(most) +
                            " are taken");
    };
    check(size_, "");
    std::string text(size_, '\0');
    read(0, text.data(), size_);
    // What was appended meanwhile, and files of /proc, whose size nobody knows.
    char buffer[1 << 14];
    while (const std::size_t got = read_some(text.size(), buffer, sizeof buffer)) {
        text.append(buffer, got);
        check(text.size(), " or more");
    }
    return text;
}

std::string read_regular_file(const std::string& path, std::size_t most)
{
    return RegularFile(path).text(most);
}

}  // namespace ttt
