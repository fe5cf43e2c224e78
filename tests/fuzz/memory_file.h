// A file of given bytes that never touches a disk, for what can only be read by its path.
#pragma once

#include "tests/fuzz/fuzz.h"

#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

namespace ttt::fuzz {

class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : descriptor_(memfd_create("fuzz", 0))
    {
        require(descriptor_ >= 0 &&
                    write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
                "a file in memory");
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { close(descriptor_); }

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

}  // namespace ttt::fuzz
