// The bytes of a file from its start, plain or unpacked from .xz, only as far as somebody asks.
#pragma once

#include "engine/files/regular_file.h"
#include "engine/text/xz.h"

#include <cstddef>
#include <optional>
#include <string>

namespace ttt {

/// One thread. The file is open as long as this lives.
class ByteSource {
public:
    /// Throws Error with a sentence, as RegularFile does.
    explicit ByteSource(const std::string& path);

    /// Appends at most `most` bytes to `bytes`, fewer only at the end. Throws Error when the file can't be read or its
    /// .xz is damaged.
    void read(std::size_t most, std::string& bytes);

    bool at_end() const { return xz_ ? xz_->at_end() : packed_.empty() && file_ended_; }

private:
    void read_file();
    void read_packed(std::size_t most, std::string& bytes);

    RegularFile file_;
    std::size_t offset_ = 0;  // in the file, of what is read next
    std::string packed_;      // of the file, not handed out yet
    bool file_ended_ = false;
    std::optional<XzUnpacker> xz_;
};

}  // namespace ttt
