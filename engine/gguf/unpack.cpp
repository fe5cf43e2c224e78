#include "engine/gguf/unpack.h"

#include <bit>
#include <cstring>

namespace ttt {
namespace {

using Byte = unsigned char;

constexpr int block_32 = 32, block_k = 256;

std::uint32_t bits_16(const Byte* bytes)
{
    return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8;
}

std::uint32_t bits_32(const Byte* bytes)
{
    return bits_16(bytes) | bits_16(bytes + 2) << 16;
}

float half(const Byte* bytes)
{
    const std::uint32_t bits = bits_16(bytes);
    const std::uint32_t sign = (bits & 0x8000U) << 16, exponent = bits >> 10 & 0x1fU, fraction = bits & 0x3ffU;
    if (exponent == 0) {  // 0 and what is below the normal ones: fraction * 2^-24
        const float size = static_cast<float>(fraction) * 0x1p-24F;
        return sign != 0 ? -size : size;
    }
    const std::uint32_t shifted = exponent == 0x1fU ? 0xffU : exponent + 112;  // biases 15 and 127
    return std::bit_cast<float>(sign | shifted << 23 | fraction << 13);
}

/// The 4 bits of number `i` of 32: those of 16 bytes, first all lower halves, then all upper ones.
int nibble(const Byte* bytes, int i)
{
    return i < block_32 / 2 ? bytes[i] & 15 : bytes[i - block_32 / 2] >> 4;
}

int fifth_bit(std::uint32_t bits, int i)
{
    return static_cast<int>(bits >> i & 1U) << 4;
}

/// Scale and minimum of the 32 numbers `i` of 8: 6 bits each, the upper two of the last four put away in the first.
struct Scales {
    float scale, minimum;
};

Scales scales_of(const Byte* packed, int i)
{
    const Byte* six = packed + 4;  // behind d and m
    const int scale = i < 4 ? six[i] & 63 : (six[i + 4] & 15) | (six[i - 4] >> 6) << 4;
    const int minimum = i < 4 ? six[i + 4] & 63 : six[i + 4] >> 4 | (six[i] >> 6) << 4;
    return {half(packed) * static_cast<float>(scale), half(packed + 2) * static_cast<float>(minimum)};
}

}  // namespace

void unpack_f32(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (std::int64_t i = 0; i < blocks; ++i)
        numbers[i] = std::bit_cast<float>(bits_32(packed + 4 * i));
}

void unpack_f16(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (std::int64_t i = 0; i < blocks; ++i)
        numbers[i] = half(packed + 2 * i);
}

void unpack_bf16(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (std::int64_t i = 0; i < blocks; ++i)
        numbers[i] = std::bit_cast<float>(bits_16(packed + 2 * i) << 16);
}

void unpack_q8_0(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (; blocks-- > 0; packed += 34, numbers += block_32) {
        const float d = half(packed);
        for (int i = 0; i < block_32; ++i)
            numbers[i] = d * static_cast<float>(static_cast<signed char>(packed[2 + i]));
    }
}

void unpack_q4_0(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (; blocks-- > 0; packed += 18, numbers += block_32) {
        const float d = half(packed);
        for (int i = 0; i < block_32; ++i)
            numbers[i] = d * static_cast<float>(nibble(packed + 2, i) - 8);
    }
}

void unpack_q4_1(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (; blocks-- > 0; packed += 20, numbers += block_32) {
        const float d = half(packed), m = half(packed + 2);
        for (int i = 0; i < block_32; ++i)
            numbers[i] = d * static_cast<float>(nibble(packed + 4, i)) + m;
    }
}

void unpack_q5_0(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (; blocks-- > 0; packed += 22, numbers += block_32) {
        const float d = half(packed);
        const std::uint32_t fifth = bits_32(packed + 2);
        for (int i = 0; i < block_32; ++i)
            numbers[i] = d * static_cast<float>((nibble(packed + 6, i) | fifth_bit(fifth, i)) - 16);
    }
}

void unpack_q5_1(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (; blocks-- > 0; packed += 24, numbers += block_32) {
        const float d = half(packed), m = half(packed + 2);
        const std::uint32_t fifth = bits_32(packed + 4);
        for (int i = 0; i < block_32; ++i)
            numbers[i] = d * static_cast<float>(nibble(packed + 8, i) | fifth_bit(fifth, i)) + m;
    }
}

void unpack_q4_k(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (; blocks-- > 0; packed += 144, numbers += block_k)
        for (int part = 0; part < 8; ++part) {
            const auto [scale, minimum] = scales_of(packed, part);
            const Byte* four = packed + 16 + part / 2 * 32;  // two parts share them
            for (int i = 0; i < 32; ++i)
                numbers[part * 32 + i] = scale * static_cast<float>(four[i] >> part % 2 * 4 & 15) - minimum;
        }
}

void unpack_q5_k(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (; blocks-- > 0; packed += 176, numbers += block_k)
        for (int part = 0; part < 8; ++part) {
            const auto [scale, minimum] = scales_of(packed, part);
            const Byte *fifth = packed + 16, *four = packed + 48 + part / 2 * 32;
            for (int i = 0; i < 32; ++i) {
                const int q = (four[i] >> part % 2 * 4 & 15) | (fifth[i] >> part & 1) << 4;
                numbers[part * 32 + i] = scale * static_cast<float>(q) - minimum;
            }
        }
}

void unpack_q6_k(const Byte* packed, std::int64_t blocks, float* numbers)
{
    for (; blocks-- > 0; packed += 210, numbers += block_k) {
        const float d = half(packed + 208);
        for (int i = 0; i < block_k; ++i) {
            const int side = i / 128, at = i % 128;  // each half of a block has its own 64 and 32 bytes
            const int four = packed[side * 64 + at % 64] >> at / 64 * 4 & 15;
            const int two = packed[128 + side * 32 + at % 32] >> at / 32 * 2 & 3;
            const float scale = d * static_cast<float>(static_cast<signed char>(packed[192 + i / 16]));
            numbers[i] = scale * static_cast<float>((four | two << 4) - 32);
        }
    }
}

}  // namespace ttt
