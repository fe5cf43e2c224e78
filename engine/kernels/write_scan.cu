#include "engine/kernels/fingerprint_mix.h"
#include "engine/kernels/write_scan_kernel.h"

#include <cuda_bf16.h>

#include <algorithm>

namespace ttt::kernels {
namespace {

constexpr int warp = 32;
constexpr int threads = 256;
constexpr int vector = 4;  // neighbouring numbers of a thread: 16 bytes of f32
constexpr int norms = 5;
constexpr int prints = 2;
constexpr int measures = norms + prints;  // of one write; a warp adds up each

union Part {
    double norm;
    unsigned long long print;
};

struct alignas(8) Halves {
    __nv_bfloat16 numbers[vector];
};

struct alignas(16) Floats {
    float numbers[vector];
};

__device__ Floats load(const float* from, std::int64_t pack)
{
    return reinterpret_cast<const Floats*>(from)[pack];
}

/// How a sum is read: as it is, or rounded to bf16.
struct ReadF32 {
    using Pack = Floats;
    static __device__ float rounded(float x) { return x; }
    static __device__ float stored(float x) { return x; }
};

struct ReadBf16 {
    using Pack = Halves;
    static __device__ float rounded(float x) { return __bfloat162float(__float2bfloat16_rn(x)); }
    static __device__ __nv_bfloat16 stored(float x) { return __float2bfloat16_rn(x); }
};

/// The numbers of one thread on their way through the writes.
struct Own {
    Floats sum;
    Floats delta;  // a_k D_k of the write before
};

/// Each product and sum rounded by itself, as on the CPU.
__device__ float written(float sum, float delta, float decay)
{
    return __fadd_rn(__fmul_rn(decay, sum), delta);
}

/// One write to the numbers of a thread; what they add to its measures goes to part[measure * threads].
template <class Read>
__device__ void watched_write(Own& own, const Floats& product, float factor, float decay, std::uint32_t place,
                              Part* part)
{
    float delta_part = 0, dot_part = 0, sum_part = 0, change_part = 0, read_part = 0;
    unsigned long long first = 0, second = 0;
#pragma unroll
    for (int i = 0; i < vector; ++i) {
        const float old = own.sum.numbers[i];
        const float delta = __fmul_rn(factor, product.numbers[i]);
        const float now = written(old, delta, decay);
        const float change = now - old;
        const float read_change = Read::rounded(now) - Read::rounded(old);
        delta_part += delta * delta;
        dot_part += delta * own.delta.numbers[i];
        sum_part += now * now;
        change_part += change * change;
        read_part += read_change * read_change;
        first += first_mix(__float_as_uint(now), place + static_cast<std::uint32_t>(i));
        second += second_mix(__float_as_uint(now), place + static_cast<std::uint32_t>(i));
        own.sum.numbers[i] = now;
        own.delta.numbers[i] = delta;
    }
    part[0 * threads].norm = delta_part;
    part[1 * threads].norm = dot_part;
    part[2 * threads].norm = sum_part;
    part[3 * threads].norm = change_part;
    part[4 * threads].norm = read_part;
    part[5 * threads].print = first;
    part[6 * threads].print = second;
}

/// Adds up `count` parts, each lane its own and then all lanes; lane 0 has the result.
template <class T>
__device__ T sum_of_warp(T value)
{
#pragma unroll
    for (int offset = warp / 2; offset > 0; offset /= 2)
        value += __shfl_down_sync(0xffffffffU, value, offset);
    return value;
}

/// The first `measures` warps add up a measure each, over the threads of the block.
__device__ void sum_of_block(const Part* parts, Part* to, std::int64_t stride)
{
    const int measure = static_cast<int>(threadIdx.x) / warp;
    const int lane = static_cast<int>(threadIdx.x) % warp;
    if (measure >= measures)
        return;
    const Part* own = parts + measure * threads;
    if (measure < norms) {
        double sum = 0;
        for (int i = lane; i < threads; i += warp)
            sum += own[i].norm;
        sum = sum_of_warp(sum);
        if (lane == 0)
            to[measure * stride].norm = sum;
        return;
    }
    unsigned long long sum = 0;
    for (int i = lane; i < threads; i += warp)
        sum += own[i].print;
    sum = sum_of_warp(sum);
    if (lane == 0)
        to[measure * stride].print = sum;
}

template <class Read>
__device__ void store(void* reads, std::int64_t pack, const Floats& sum)
{
    typename Read::Pack out;
#pragma unroll
    for (int i = 0; i < vector; ++i)
        out.numbers[i] = Read::stored(sum.numbers[i]);
    static_cast<typename Read::Pack*>(reads)[pack] = out;
}

/// parts [count, measures, blocks]. The measures of write k lie in one half of `parts_of_block` while those of k + 1 go
/// to the other, so one barrier a write is enough.
template <class Read>
__global__ void __launch_bounds__(threads) watched_kernel(ScanArguments scan, Part* parts)
{
    __shared__ Part parts_of_block[2][measures * threads];
    const std::int64_t packs = scan.size / vector;
    const std::int64_t pack = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x;
    const bool is_inside = pack < packs;
    Own own = {};
    Floats product = {};
    if (is_inside) {
        own.sum = load(scan.sum, pack);
        product = load(scan.deltas, pack);
        if (scan.previous) {
            own.delta = load(scan.previous, pack);
            const float factor = scan.previous_factor ? *scan.previous_factor : 1.0f;
            for (float& number : own.delta.numbers)
                number = __fmul_rn(factor, number);
        }
    }
    for (std::int64_t k = 0; k < scan.count; ++k) {
        Part* mine = parts_of_block[k % 2];
        const Floats now = product;
        if (is_inside && k + 1 < scan.count)
            product = load(scan.deltas, (k + 1) * packs + pack);  // on its way while this one is worked on
        watched_write<Read>(own, now, scan.factors[k], scan.decay, static_cast<std::uint32_t>(pack * vector),
                            mine + threadIdx.x);
        if (is_inside)
            store<Read>(scan.reads, k * packs + pack, own.sum);
        else
            for (int measure = 0; measure < measures; ++measure)
                mine[measure * threads + threadIdx.x].print = 0;  // also 0.0
        __syncthreads();
        sum_of_block(mine, parts + k * measures * gridDim.x + blockIdx.x, gridDim.x);
    }
    if (is_inside)
        reinterpret_cast<Floats*>(scan.sum)[pack] = own.sum;
}

template <class Read>
__global__ void __launch_bounds__(threads) quiet_kernel(ScanArguments scan)
{
    const std::int64_t packs = scan.size / vector;
    const std::int64_t pack = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x;
    if (pack >= packs)
        return;
    Floats sum = load(scan.sum, pack);
    for (std::int64_t k = 0; k < scan.count; ++k) {
        const Floats product = load(scan.deltas, k * packs + pack);
        const float factor = scan.factors[k];
#pragma unroll
        for (int i = 0; i < vector; ++i)
            sum.numbers[i] = written(sum.numbers[i], __fmul_rn(factor, product.numbers[i]), scan.decay);
        store<Read>(scan.reads, k * packs + pack, sum);
    }
    reinterpret_cast<Floats*>(scan.sum)[pack] = sum;
}

/// A block a write and measure: the parts of all blocks, always in the same order.
__global__ void __launch_bounds__(threads) add_up_kernel(const Part* parts, std::int64_t blocks, ScanResults results)
{
    __shared__ Part sums[threads];
    const std::int64_t k = blockIdx.x / measures;
    const int measure = static_cast<int>(blockIdx.x) % measures;
    const int thread = static_cast<int>(threadIdx.x);
    const bool is_norm = measure < norms;
    const Part* own = parts + blockIdx.x * blocks;
    Part sum = {};
    for (std::int64_t i = thread; i < blocks; i += threads)
        if (is_norm)
            sum.norm += own[i].norm;
        else
            sum.print += own[i].print;
    sums[thread] = sum;
    for (int half = threads / 2; half > 0; half /= 2) {
        __syncthreads();
        if (thread >= half)
            continue;
        if (is_norm)
            sums[thread].norm += sums[thread + half].norm;
        else
            sums[thread].print += sums[thread + half].print;
    }
    if (thread != 0)
        return;
    if (is_norm)
        results.norms[k * norms + measure] = sums[0].norm;
    else
        results.prints[k * prints + measure - norms] = sums[0].print;
}

/// Whole numbers may be added in any order.
__global__ void __launch_bounds__(threads)
    fingerprint_kernel(const std::uint32_t* words, std::int64_t count, unsigned long long* sums)
{
    unsigned long long first = 0, second = 0;
    const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * threads;
    for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x; i < count; i += stride) {
        first += first_mix(words[i], static_cast<std::uint32_t>(i));
        second += second_mix(words[i], static_cast<std::uint32_t>(i));
    }
    first = sum_of_warp(first);
    second = sum_of_warp(second);
    if (threadIdx.x % warp != 0)
        return;
    atomicAdd(sums, first);
    atomicAdd(sums + 1, second);
}

std::int64_t blocks_for(std::int64_t size)
{
    constexpr std::int64_t numbers = static_cast<std::int64_t>(threads) * vector;
    return (size + numbers - 1) / numbers;
}

}  // namespace

std::int64_t scan_parts_bytes(std::int64_t size, std::int64_t count)
{
    return blocks_for(size) * count * measures * static_cast<std::int64_t>(sizeof(Part));
}

void scan_writes(const ScanArguments& scan, const ScanResults& results, cudaStream_t stream)
{
    const std::int64_t blocks = blocks_for(scan.size);
    auto* parts = static_cast<Part*>(results.parts);
    const auto grid = static_cast<unsigned>(blocks);
    if (scan.is_half)
        watched_kernel<ReadBf16><<<grid, threads, 0, stream>>>(scan, parts);
    else
        watched_kernel<ReadF32><<<grid, threads, 0, stream>>>(scan, parts);
    add_up_kernel<<<static_cast<unsigned>(scan.count * measures), threads, 0, stream>>>(parts, blocks, results);
}

void scan_writes_quietly(const ScanArguments& scan, cudaStream_t stream)
{
    const auto grid = static_cast<unsigned>(blocks_for(scan.size));
    if (scan.is_half)
        quiet_kernel<ReadBf16><<<grid, threads, 0, stream>>>(scan);
    else
        quiet_kernel<ReadF32><<<grid, threads, 0, stream>>>(scan);
}

void fingerprint(const std::uint32_t* words, std::int64_t count, std::uint64_t* prints_out, cudaStream_t stream)
{
    constexpr std::int64_t most_blocks = 1024;
    const std::int64_t blocks = std::min((count + threads - 1) / threads, most_blocks);
    static_assert(sizeof(unsigned long long) == sizeof(std::uint64_t));
    fingerprint_kernel<<<static_cast<unsigned>(blocks), threads, 0, stream>>>(
        words, count, reinterpret_cast<unsigned long long*>(prints_out));
}

}  // namespace ttt::kernels
