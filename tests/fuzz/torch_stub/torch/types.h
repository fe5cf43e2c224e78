// The few names of LibTorch that readers of files use, so that they are fuzzed without it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace c10 {

enum class ScalarType { Byte, Char, Short, Int, Long, Half, Float, Double, BFloat16 };

inline std::size_t elementSize(ScalarType type)
{
    constexpr std::size_t sizes[] = {1, 1, 2, 4, 8, 2, 4, 8, 2};
    return sizes[static_cast<std::size_t>(type)];
}

inline const char* toString(ScalarType)
{
    return "a type";
}

}  // namespace c10

namespace torch {

using c10::ScalarType;
inline constexpr ScalarType kUInt8 = ScalarType::Byte, kInt8 = ScalarType::Char, kInt16 = ScalarType::Short,
                            kInt32 = ScalarType::Int, kInt64 = ScalarType::Long, kFloat16 = ScalarType::Half,
                            kFloat32 = ScalarType::Float, kFloat64 = ScalarType::Double,
                            kBFloat16 = ScalarType::BFloat16;

class Tensor;

}  // namespace torch
