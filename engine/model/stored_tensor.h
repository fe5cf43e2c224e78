// A tensor in a model's files, not read yet.
#pragma once

#include "engine/gguf/gguf_types.h"

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ttt {

struct StoredTensor {
    std::string format;       // what its file calls its numbers: "BF16", "Q4_K"
    torch::ScalarType dtype;  // once unpacked
    std::vector<std::int64_t> shape;
    std::function<torch::Tensor()>
        read;  // into memory of its own; of dtype and shape, or packed: u8 [rows, bytes of a row]
    std::function<torch::Tensor(const torch::Tensor& stored)> unpack = {};  // empty: read() is the tensor

    const GgufType* packing = nullptr;  // of a matrix that can stay packed: read() gives its rows as they are

    torch::Tensor unpacked(torch::Tensor stored) const { return unpack ? unpack(stored) : std::move(stored); }
};

using StoredTensors = std::map<std::string, StoredTensor>;  // by the names of Hugging Face

}  // namespace ttt
