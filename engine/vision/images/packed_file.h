// A data file from its beginning on, plain or packed by gzip.
#pragma once

#include "engine/files/regular_file.h"

#include <cstddef>
#include <memory>
#include <string>

namespace ttt {

/// Sequential; one thread. Throws ttt::Error that names the file.
class PackedFile {
public:
    explicit PackedFile(const std::string& path);
    ~PackedFile();

    /// "The file x", for sentences.
    const std::string& name() const { return name_; }

    /// No more than this many bytes can follow: what is left, or what gzip can make of the file at best.
    std::size_t most_left() const;

    /// As many bytes as there are, at most `count`.
    std::size_t read_some(void* bytes, std::size_t count);

    /// Exactly `count`, or Error: "… ends early: it should hold N bytes of `what`".
    void read(void* bytes, std::size_t count, const std::string& what);

    /// Throws Error when something follows, and when the checksum of gzip is wrong.
    void expect_end();

private:
    struct Inflate;

    RegularFile file_;
    std::string name_;
    std::size_t place_ = 0;             // next byte of the file
    std::unique_ptr<Inflate> inflate_;  // null: plain
};

}  // namespace ttt
