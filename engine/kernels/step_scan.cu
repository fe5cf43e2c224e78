#include "engine/kernels/fingerprint_mix.h"
#include "engine/kernels/step_scan_kernel.h"

#include <cuda_bf16.h>

#include <algorithm>

namespace ttt::kernels {
namespace {

constexpr int threads = 256;
constexpr std::int64_t most_blocks = 1024;

/// What numbers add to the measures of a step.
struct Part {
    double delta, dot, drift;
    unsigned long long first, second;
};

__device__ float wide(float x)
{
    return x;
}

__device__ float wide(__nv_bfloat16 x)
{
    return __bfloat162float(x);
}

__device__ void add(Part& to, const Part& part)
{
    to.delta += part.delta;
    to.dot += part.dot;
    to.drift += part.drift;
    to.first += part.first;
    to.second += part.second;
}

/// Always in the same order; thread 0 has the sum.
__device__ Part sum_of_block(const Part& own)
{
    __shared__ Part parts[threads];
    const int thread = static_cast<int>(threadIdx.x);
    parts[thread] = own;
    for (int half = threads / 2; half > 0; half /= 2) {
        __syncthreads();
        if (thread < half)
            add(parts[thread], parts[thread + half]);
    }
    return parts[0];
}

template <class Start>
__global__ void __launch_bounds__(threads) step_kernel(StepArguments step, Part* parts)
{
    const Start* start = static_cast<const Start*>(step.start);
    const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * threads;
    Part own = {};
    for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x; i < step.size; i += stride) {
        const float delta = step.delta[i];
        const float change = __fmul_rn(step.factor, delta);  // each product and sum rounded by itself, as on the CPU
        const float now = __fadd_rn(step.master[i], change);
        const float drift = now - wide(start[i]);
        step.master[i] = now;
        own.delta += static_cast<double>(delta) * delta;
        own.drift += static_cast<double>(drift) * drift;
        if (step.previous)
            own.dot += static_cast<double>(change) * __fmul_rn(step.previous_factor, step.previous[i]);
        own.first += first_mix(__float_as_uint(now), static_cast<std::uint32_t>(i));
        own.second += second_mix(__float_as_uint(now), static_cast<std::uint32_t>(i));
    }
    const Part sum = sum_of_block(own);
    if (threadIdx.x == 0)
        parts[blockIdx.x] = sum;
}

__global__ void __launch_bounds__(threads) add_up_kernel(const Part* parts, std::int64_t blocks, StepResults results)
{
    Part own = {};
    for (std::int64_t i = threadIdx.x; i < blocks; i += threads)
        add(own, parts[i]);
    const Part sum = sum_of_block(own);
    if (threadIdx.x != 0)
        return;
    results.numbers[0] = sum.delta;
    results.numbers[1] = sum.dot;
    results.numbers[2] = sum.drift;
    results.prints[0] = sum.first;
    results.prints[1] = sum.second;
}

std::int64_t blocks_for(std::int64_t size)
{
    constexpr std::int64_t numbers = 4 * threads;  // of a block, until there are enough blocks
    return std::clamp<std::int64_t>((size + numbers - 1) / numbers, 1, most_blocks);
}

}  // namespace

std::int64_t step_parts_bytes(std::int64_t size)
{
    return blocks_for(size) * static_cast<std::int64_t>(sizeof(Part));
}

void scan_step(const StepArguments& step, const StepResults& results, cudaStream_t stream)
{
    const std::int64_t blocks = blocks_for(step.size);
    const auto grid = static_cast<unsigned>(blocks);
    auto* parts = static_cast<Part*>(results.parts);
    if (step.start_is_half)
        step_kernel<__nv_bfloat16><<<grid, threads, 0, stream>>>(step, parts);
    else
        step_kernel<float><<<grid, threads, 0, stream>>>(step, parts);
    add_up_kernel<<<1, threads, 0, stream>>>(parts, blocks, results);
}

}  // namespace ttt::kernels
