#include "engine/model/safetensors_dtype.h"

#include "engine/records/error.h"

#include <array>

namespace ttt {
namespace {

struct Name {
    torch::ScalarType dtype;
    std::string_view file;
    std::string_view config;  // empty: not a type for a model's weights
};

// BOOL is left out: a byte that is neither 0 nor 1 would be undefined behaviour.
constexpr std::array names{
    Name{torch::kFloat32, "F32", "float32"}, Name{torch::kBFloat16, "BF16", "bfloat16"},
    Name{torch::kFloat16, "F16", "float16"}, Name{torch::kFloat64, "F64", ""},
    Name{torch::kInt64, "I64", ""},          Name{torch::kInt32, "I32", ""},
    Name{torch::kInt16, "I16", ""},          Name{torch::kInt8, "I8", ""},
    Name{torch::kUInt8, "U8", ""},
};

}  // namespace

std::optional<torch::ScalarType> from_safetensors_name(std::string_view name)
{
    for (const Name& entry : names)
        if (entry.file == name)
            return entry.dtype;
    return std::nullopt;
}

std::string safetensors_name(torch::ScalarType dtype)
{
    for (const Name& entry : names)
        if (entry.dtype == dtype)
            return std::string(entry.file);
    return {};
}

torch::ScalarType config_scalar_type(const std::string& name)
{
    for (const Name& entry : names)
        if (!name.empty() && entry.config == name)
            return entry.dtype;
    throw Error("The weights cannot be of type '" + name + "'; float32, bfloat16 and float16 are known.");
}

std::string config_dtype_name(torch::ScalarType dtype)
{
    for (const Name& entry : names)
        if (entry.dtype == dtype && !entry.config.empty())
            return std::string(entry.config);
    throw Error(std::string("Weights of type ") + c10::toString(dtype) + " have no name in config.json.");
}

}  // namespace ttt
