// Launchers of the CUDA kernels behind write_scan.h. Plain pointers, so that nvcc reads no header of LibTorch. Pointers
// are device memory, contiguous; work goes to `stream`.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace ttt::kernels {

struct ScanArguments {
    float* sum;                    // [size]
    const float* deltas;           // [count, size]
    const float* factors;          // [count]
    const float* previous;         // [size] or null
    const float* previous_factor;  // [1] or null: 1
    void* reads;                   // [count, size], f32, or bf16 where is_half
    std::int64_t size;             // a multiple of 4; what is moved in fours is aligned to 16 bytes
    std::int64_t count;
    float decay;
    bool is_half;
};

/// What a watched scan tells.
struct ScanResults {
    double* norms;          // [count, 5]
    std::uint64_t* prints;  // [count, 2]
    void* parts;            // scratch of scan_parts_bytes
};

std::int64_t scan_parts_bytes(std::int64_t size, std::int64_t count);

void scan_writes(const ScanArguments& scan, const ScanResults& results, cudaStream_t stream);
void scan_writes_quietly(const ScanArguments& scan, cudaStream_t stream);

/// prints [2], zero before, receives the sums over `count` words.
void fingerprint(const std::uint32_t* words, std::int64_t count, std::uint64_t* prints, cudaStream_t stream);

}  // namespace ttt::kernels
