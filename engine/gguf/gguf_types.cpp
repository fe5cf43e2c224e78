#include "engine/gguf/gguf_types.h"

#include "engine/gguf/unpack.h"

#include <array>
#include <utility>

namespace ttt {
namespace {

constexpr std::array read_types{
    GgufType{0, "F32", 1, 4, unpack_f32},        GgufType{1, "F16", 1, 2, unpack_f16},
    GgufType{30, "BF16", 1, 2, unpack_bf16},     GgufType{8, "Q8_0", 32, 34, unpack_q8_0},
    GgufType{2, "Q4_0", 32, 18, unpack_q4_0},    GgufType{3, "Q4_1", 32, 20, unpack_q4_1},
    GgufType{6, "Q5_0", 32, 22, unpack_q5_0},    GgufType{7, "Q5_1", 32, 24, unpack_q5_1},
    GgufType{12, "Q4_K", 256, 144, unpack_q4_k}, GgufType{13, "Q5_K", 256, 176, unpack_q5_k},
    GgufType{14, "Q6_K", 256, 210, unpack_q6_k},
};

constexpr std::array<std::pair<std::uint32_t, std::string_view>, 29> other_types{{
    {4, "Q4_2"},     {5, "Q4_3"},        {9, "Q8_1"},      {10, "Q2_K"},     {11, "Q3_K"},     {15, "Q8_K"},
    {16, "IQ2_XXS"}, {17, "IQ2_XS"},     {18, "IQ3_XXS"},  {19, "IQ1_S"},    {20, "IQ4_NL"},   {21, "IQ3_S"},
    {22, "IQ2_S"},   {23, "IQ4_XS"},     {24, "I8"},       {25, "I16"},      {26, "I32"},      {27, "I64"},
    {28, "F64"},     {29, "IQ1_M"},      {31, "Q4_0_4_4"}, {32, "Q4_0_4_8"}, {33, "Q4_0_8_8"}, {34, "TQ1_0"},
    {35, "TQ2_0"},   {36, "IQ4_NL_4_4"}, {39, "MXFP4"},    {40, "NVFP4"},    {41, "Q1_0"},
}};

}  // namespace

const GgufType* gguf_type(std::uint32_t id)
{
    for (const GgufType& type : read_types)
        if (type.id == id)
            return &type;
    return nullptr;
}

std::string gguf_type_name(std::uint32_t id)
{
    if (const GgufType* type = gguf_type(id))
        return std::string(type->name);
    for (const auto& [other, name] : other_types)
        if (other == id)
            return std::string(name);
    return "number " + std::to_string(id);
}

std::string gguf_type_names()
{
    std::string names;
    for (const GgufType& type : read_types)
        names += (names.empty() ? "" : ", ") + std::string(type.name);
    return names;
}

}  // namespace ttt
