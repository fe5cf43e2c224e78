// The text of the golden files: drawn, not stored. The twin of class Draw in tests/golden/make_tokenizer_golden.py.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ttt::test {

/// Numbers of a linear congruential generator.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : state_(seed) {}
    std::uint64_t below(std::uint64_t limit);

private:
    std::uint64_t state_;
};

/// `count` texts of at least `size` bytes: prose, code, CJK, emoji, combining marks, control characters.
std::vector<std::string> generated_texts(std::uint64_t seed, int count, std::size_t size);

/// Any bytes, among them stretches of valid and of nearly valid UTF-8.
std::string random_bytes(Draw& draw, std::size_t size);

/// FNV-1a, 64 bits, 16 hex digits.
std::string fnv(std::string_view bytes);
std::string fnv(std::span<const std::int32_t> ids);

/// Path of a file in tests/golden/tokenizer.
std::string golden_file(const std::string& name);
std::string file_bytes(const std::string& path);

}  // namespace ttt::test
