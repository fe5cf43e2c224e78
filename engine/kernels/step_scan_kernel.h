// Launcher of the CUDA kernel behind step_scan.h. Plain pointers, so that nvcc reads no header of LibTorch. Pointers
// are device memory, contiguous; work goes to `stream`.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace ttt::kernels {

struct StepArguments {
    float* master;          // [size]
    const void* start;      // [size], f32, or bf16 where start_is_half
    const float* delta;     // [size]
    const float* previous;  // [size] or null
    std::int64_t size;
    float factor;
    float previous_factor;
    bool start_is_half;
};

struct StepResults {
    double* numbers;        // [3]
    std::uint64_t* prints;  // [2]
    void* parts;            // scratch of step_parts_bytes
};

std::int64_t step_parts_bytes(std::int64_t size);

void scan_step(const StepArguments& step, const StepResults& results, cudaStream_t stream);

}  // namespace ttt::kernels
