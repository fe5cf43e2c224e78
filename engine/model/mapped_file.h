// A regular file mapped into memory for reading.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace ttt {

/// Owns the mapping. Any thread may read. Our own writers replace files by renaming, which leaves a mapping as it was;
/// another program that shortens the file in place makes reads beyond its new end fault.
class MappedFile {
public:
    /// Throws ttt::Error that names the file when it is absent, unreadable or no regular file.
    static std::shared_ptr<const MappedFile> open(const std::string& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    const std::byte* data() const { return data_; }  // null when empty
    std::size_t size() const { return size_; }       // bytes
    std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }

private:
    MappedFile(const std::byte* data, std::size_t size) : data_(data), size_(size) {}

    const std::byte* data_;
    std::size_t size_;
};

}  // namespace ttt
