#include "engine/model/gguf_tensors.h"

#include "engine/files/printable.h"
#include "engine/model/gguf_config.h"
#include "engine/model/gguf_names.h"
#include "engine/records/error.h"

#include <ATen/Parallel.h>

#include <optional>

namespace ttt {
namespace {

/// What torch computes with as it stands.
std::optional<torch::ScalarType> plain_dtype(const GgufType& type)
{
    if (type.name == "F32")
        return torch::kFloat32;
    if (type.name == "F16")
        return torch::kFloat16;
    return type.name == "BF16" ? std::optional(torch::kBFloat16) : std::nullopt;
}

torch::Tensor read_stored(const GgufFile& file, const GgufTensor& tensor)
{
    const auto plain = plain_dtype(*tensor.type);
    const auto row_bytes = static_cast<std::int64_t>(tensor.row_bytes());
    torch::Tensor stored =
        plain ? torch::empty(tensor.shape, *plain) : torch::empty({tensor.rows(), row_bytes}, torch::kUInt8);
    file.read(tensor, stored.mutable_data_ptr());
    return stored;
}

/// u8 [rows, bytes of a row] -> f32 of `shape`
torch::Tensor unpacked(const torch::Tensor& packed, const GgufType& type, at::IntArrayRef shape)
{
    torch::Tensor numbers = torch::empty(shape, torch::kFloat32);
    const unsigned char* from = packed.const_data_ptr<std::uint8_t>();
    float* to = numbers.mutable_data_ptr<float>();
    constexpr std::int64_t blocks_at_once = 1 << 10;
    at::parallel_for(0, numbers.numel() / type.block, blocks_at_once, [&](std::int64_t begin, std::int64_t end) {
        type.unpack(from + begin * type.bytes, end - begin, to + begin * type.block);
    });
    return numbers;
}

/// llama.cpp rotates numbers 2 j and 2 j + 1 of a head together, Hugging Face j and j + half: rows (head, j, side)
/// become (head, side, j).
torch::Tensor unpermuted(const torch::Tensor& rows, std::int64_t heads)
{
    return rows.view({heads, rows.size(0) / heads / 2, 2, -1}).transpose(1, 2).reshape(rows.sizes());
}

/// Of the queries or keys that a projection makes; 0: it makes neither.
std::int64_t heads_of(const std::string& name, const ModelConfig& config)
{
    if (name.find("self_attn.q_proj.") != std::string::npos)
        return config.head_count;
    return name.find("self_attn.k_proj.") != std::string::npos ? config.kv_head_count : 0;
}

StoredTensor stored(const GgufFile& file, const GgufTensor& tensor, const std::string& name, const ModelConfig& config)
{
    const GgufFamily& family = gguf_family(file);
    const auto plain = plain_dtype(*tensor.type);
    StoredTensor result{.format = std::string(tensor.type->name),
                        .dtype = plain.value_or(torch::kFloat32),
                        .shape = tensor.shape,
                        .read = [file, tensor] { return read_stored(file, tensor); }};
    const std::int64_t heads = family.permuted ? heads_of(name, config) : 0;
    if (heads > 0 && tensor.shape.front() == heads * config.head_dim)
        result.read = [file, tensor, heads] { return unpermuted(read_stored(file, tensor), heads); };
    if (tensor.shape.size() == 2 && plain != torch::kFloat32)
        result.packing = tensor.type;
    if (!plain)
        result.unpack = [type = tensor.type, shape = tensor.shape](const torch::Tensor& packed) {
            return unpacked(packed, *type, shape);
        };
    else if (family.norms_of_one && name.ends_with("norm.weight"))
        result.unpack = [](const torch::Tensor& one_more) { return one_more - 1; };
    return result;
}

}  // namespace

StoredTensors gguf_tensors(const GgufFile& file, const ModelConfig& config)
{
    StoredTensors tensors;
    for (const auto& [own_name, tensor] : file.tensors()) {
        const std::string name = hugging_face_name(own_name, gguf_family(file));
        if (!tensors.emplace(name, stored(file, tensor, name, config)).second)
            throw Error("The file '" + file.path() + "' holds the tensor " + printable(name) + " under two names.");
    }
    return tensors;
}

}  // namespace ttt
