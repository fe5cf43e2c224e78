// GGUF files of llama.cpp, versions 2 and 3: metadata, tensors, padding, data.
// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
#pragma once

#include "engine/gguf/gguf_types.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ttt {

struct GgufTensor {
    const GgufType* type;
    std::vector<std::int64_t> shape;  // as torch has it, slowest first; the last is a multiple of type->block
    std::size_t offset;               // bytes from the start of the file
    std::size_t bytes;

    std::int64_t rows() const;  // product of all sizes but the last
    std::size_t row_bytes() const;
};

/// A file that stays open. Everything that it says is checked against the file before it is believed. Copies share the
/// open file. Any thread may read.
class GgufFile {
public:
    /// Throws ttt::Error that names the file, and the tensor where there is one: also for a format that is not read,
    /// and for one part of a split file.
    static GgufFile open(const std::string& path);

    const std::string& path() const;

    /// An object of all keys ("llama.block_count") as they stand there. A text may hold any bytes, a number may be NaN.
    const nlohmann::json& metadata() const;

    const std::map<std::string, GgufTensor>& tensors() const;

    /// Whether another program has written into it since it was opened.
    bool has_changed() const;

    /// The bytes of one of tensors(), as they are packed. Throws ttt::Error when the file has become shorter.
    void read(const GgufTensor& tensor, void* bytes) const;

private:
    struct Parts;
    std::shared_ptr<const Parts> parts_;
};

/// Whether a regular file begins as GGUF files do. Never throws.
bool is_gguf_file(const std::string& path);

}  // namespace ttt
