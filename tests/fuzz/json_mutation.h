// Changes JSON as JSON: values of other types and sizes, members that go or come, texts with odd pieces in them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ttt::fuzz {

/// For LLVMFuzzerCustomMutator, with its arguments. Bytes that are no JSON, and some that are, are changed as bytes.
std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed);

}  // namespace ttt::fuzz
