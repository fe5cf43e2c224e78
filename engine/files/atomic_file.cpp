#include "engine/files/atomic_file.h"

#include "engine/files/stale_parts.h"
#include "engine/records/error.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ttt {
namespace {

std::string temporary_name(const std::string& path)
{
    static std::atomic<unsigned> count = 0;
    return path + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)), temporary_(temporary_name(path_))
{
    const std::filesystem::path target(path_);
    remove_stale_parts(target.parent_path().string(),
                       [name = target.filename().string()](const std::string& other) { return other == name; });
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) {
        temporary_.clear();
        fail();
    }
    ::flock(descriptor_, LOCK_SH | LOCK_NB);  // says that somebody writes here; where there are no locks, nobody asks
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::exchange(other.descriptor_, -1))
{
}

AtomicFile::~AtomicFile()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
    if (!temporary_.empty())
        ::unlink(temporary_.c_str());
}

void AtomicFile::write(const void* bytes, std::size_t count)
{
    constexpr std::size_t most = 1 << 30;  // the kernel takes less than 2 GiB at once
    const char* rest = static_cast<const char*>(bytes);
    while (count > 0) {
        const ssize_t written = ::write(descriptor_, rest, std::min(count, most));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail();
        rest += written;
        count -= static_cast<std::size_t>(written);
    }
}

void AtomicFile::finish()
{
    if (descriptor_ < 0)
        return;
    if (::fsync(descriptor_) != 0)
        fail();
    if (::close(std::exchange(descriptor_, -1)) != 0)
        fail();
}

void AtomicFile::commit()
{
    finish();
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0)
        fail();
    temporary_.clear();
}

void AtomicFile::fail()
{
    throw Error("The file '" + path_ + "' cannot be written: " + std::generic_category().message(errno) + ".");
}

}  // namespace ttt
