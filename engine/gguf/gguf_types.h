// The number formats of GGUF tensors. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ttt {

/// Numbers are packed in blocks of a row that lie one behind the other.
struct GgufType {
    std::uint32_t id;       // in a file
    std::string_view name;  // "Q4_K"
    std::int64_t block;     // numbers of a block
    std::int64_t bytes;     // of a block
    /// `blocks` blocks -> blocks * block numbers. The same bits as dequantize() of the Python package gguf.
    void (*unpack)(const unsigned char* packed, std::int64_t blocks, float* numbers);
};

/// nullptr: not a format that is read.
const GgufType* gguf_type(std::uint32_t id);

/// Of any format that ggml has had, read or not; "number 99" for others.
std::string gguf_type_name(std::uint32_t id);

/// "F32, F16, ...": all that are read.
std::string gguf_type_names();

}  // namespace ttt
