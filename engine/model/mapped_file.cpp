#include "engine/model/mapped_file.h"

#include "engine/records/error.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ttt {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return number_; }

private:
    int number_;
};

[[noreturn]] void fail(const std::string& path, const std::string& why)
{
    throw Error("The file '" + path + "' cannot be read: " + why + ".");
}

[[noreturn]] void fail_with_errno(const std::string& path)
{
    fail(path, std::generic_category().message(errno));
}

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::string& path)
{
    // O_NONBLOCK: a named pipe must not hang us; it changes nothing for regular files.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0)
        fail_with_errno(path);
    if (!S_ISREG(status.st_mode))
        fail(path, "it is not a regular file");
    if (status.st_size == 0)
        return std::shared_ptr<const MappedFile>(new MappedFile(nullptr, 0));

    const auto size = static_cast<std::size_t>(status.st_size);
    void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (address == MAP_FAILED)
        fail_with_errno(path);
    return std::shared_ptr<const MappedFile>(new MappedFile(static_cast<const std::byte*>(address), size));
}

MappedFile::~MappedFile()
{
    if (data_)
        ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace ttt
