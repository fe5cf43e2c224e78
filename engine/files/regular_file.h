// The one way to open a file for reading. What a name leads to may be anything: a pipe that never ends, a device, a
// folder, a file of terabytes, one that somebody shortens in this moment. Each of them is a sentence here.
#pragma once

#include <cstddef>
#include <ctime>
#include <string>

namespace ttt {

/// Owns the descriptor. Any thread may read. A file that is replaced by renaming stays readable as it was.
class RegularFile {
public:
    /// Throws ttt::Error that names the file when it is absent, unreadable, a folder, a pipe or a device.
    explicit RegularFile(const std::string& path);
    ~RegularFile();
    RegularFile(RegularFile&& other) noexcept;
    RegularFile& operator=(RegularFile&&) = delete;

    const std::string& path() const { return path_; }
    std::size_t size() const { return size_; }  // bytes, when it was opened; 0 for the files of /proc

    /// Exactly `count` bytes from `offset` on. Throws ttt::Error when the file has become shorter, or can't be read.
    void read(std::size_t offset, void* bytes, std::size_t count) const;

    /// As many bytes as there are from `offset` on, at most `count` and 1 GiB; 0: the end. Throws ttt::Error when the
    /// file can't be read.
    std::size_t read_some(std::size_t offset, void* bytes, std::size_t count) const;

    /// Everything, at most `most` bytes. Throws ttt::Error as read() does, and when there are more.
    std::string text(std::size_t most) const;

    /// Whether another program has written into it, or shortened it, since it was opened.
    bool has_changed() const;

private:
    std::string path_;
    int descriptor_ = -1;
    std::size_t size_ = 0;
    timespec written_{};  // for the last time before it was opened
};

/// The bytes of a whole file of at most `most` bytes. Throws ttt::Error.
std::string read_regular_file(const std::string& path, std::size_t most);

}  // namespace ttt
