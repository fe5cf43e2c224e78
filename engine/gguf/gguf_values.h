// The values of a GGUF file's metadata, read one behind the other.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

class RegularFile;

/// Throws ttt::Error: "The file 'x' is not a valid GGUF file: WHY."
[[noreturn]] void refuse_gguf(const std::string& path, const std::string& why);

/// Reads the head of a file from its start on. Counts and lengths are compared with what is left of the file before
/// anything is allocated. Every member throws ttt::Error that names the file.
class GgufValues {
public:
    explicit GgufValues(const RegularFile& file);

    std::size_t place() const { return begin_ + at_; }  // bytes from the start of the file
    const std::string& path() const;

    template <class Number>
    Number number();

    std::string text();

    /// A value with its type before it.
    nlohmann::json value();

    /// How many of something follow, each of at least `least_bytes` bytes. `what`: "tensors".
    std::size_t count(std::size_t least_bytes, const char* what);

private:
    nlohmann::json value_of(std::uint32_t type, int depth);
    nlohmann::json list(int depth);
    void take(void* bytes, std::size_t count);
    std::size_t left() const;

    const RegularFile& file_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0, at_ = 0;  // of the buffer in the file, and the next byte in it
    std::size_t values_ = 0;
};

}  // namespace ttt
