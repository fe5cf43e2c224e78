// Numbers out of the blocks of GGUF. One function per format: `blocks` blocks from `packed` on, of the size that the
// table in gguf_types.cpp gives them, become f32. d and m are f16 scales; integers are little endian.
#pragma once

#include <cstdint>

namespace ttt {

void unpack_f32(const unsigned char* packed, std::int64_t blocks, float* numbers);
void unpack_f16(const unsigned char* packed, std::int64_t blocks, float* numbers);
void unpack_bf16(const unsigned char* packed, std::int64_t blocks, float* numbers);

// Blocks of 32.
void unpack_q8_0(const unsigned char* packed, std::int64_t blocks, float* numbers);  // d q
void unpack_q4_0(const unsigned char* packed, std::int64_t blocks, float* numbers);  // d (q - 8)
void unpack_q4_1(const unsigned char* packed, std::int64_t blocks, float* numbers);  // d q + m
void unpack_q5_0(const unsigned char* packed, std::int64_t blocks, float* numbers);  // d (q - 16)
void unpack_q5_1(const unsigned char* packed, std::int64_t blocks, float* numbers);  // d q + m

// Blocks of 256 with scales of their own for each 32 (Q4_K, Q5_K: d s q - m t) or 16 (Q6_K: d s (q - 32)).
void unpack_q4_k(const unsigned char* packed, std::int64_t blocks, float* numbers);
void unpack_q5_k(const unsigned char* packed, std::int64_t blocks, float* numbers);
void unpack_q6_k(const unsigned char* packed, std::int64_t blocks, float* numbers);

}  // namespace ttt
