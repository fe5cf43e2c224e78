#include "sessions/file_place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace ttt {

FilePlace::FilePlace(std::string path) : path_(std::move(path))
{
    mark();
}

FilePlace::~FilePlace()
{
    if (file_ >= 0)
        close(file_);
}

void FilePlace::mark()
{
    file_ = open(path_.c_str(), O_PATH | O_CLOEXEC);
}

bool FilePlace::is_there() const
{
    struct stat marked {
    }, found{};
    return fstat(file_, &marked) == 0 && stat(path_.c_str(), &found) == 0 && marked.st_dev == found.st_dev &&
           marked.st_ino == found.st_ino;
}

bool FilePlace::is_kept()
{
    if (file_ < 0)
        mark();
    return file_ < 0 || is_there();
}

void FilePlace::remove()
{
    if (file_ >= 0 && is_there())
        unlink(path_.c_str());
}

}  // namespace ttt
