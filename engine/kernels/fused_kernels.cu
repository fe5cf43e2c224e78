#include "engine/kernels/fused_kernels.h"

#include <cuda_bf16.h>

#include <algorithm>
#include <type_traits>

namespace ttt::kernels {
namespace {

constexpr int warp = 32;
constexpr int vector = 8;  // numbers that a thread moves at once: 16 bytes of bf16, twice 16 of f32

__device__ float to_float(float x)
{
    return x;
}
__device__ float to_float(__nv_bfloat16 x)
{
    return __bfloat162float(x);
}
template <class T>
__device__ T from_float(float x);
template <>
__device__ float from_float<float>(float x)
{
    return x;
}
template <>
__device__ __nv_bfloat16 from_float<__nv_bfloat16>(float x)
{
    return __float2bfloat16_rn(x);
}

template <class T>
struct alignas(16) Pack {
    T numbers[vector];
};

template <class T>
__device__ Pack<T> load(const T* from, std::int64_t index)
{
    return reinterpret_cast<const Pack<T>*>(from)[index];
}

template <class T>
__device__ void store(T* to, std::int64_t index, const Pack<T>& pack)
{
    reinterpret_cast<Pack<T>*>(to)[index] = pack;
}

template <class T>
__global__ void swiglu_kernel(const T* gate, const T* up, T* out, std::int64_t packs)
{
    const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
    for (std::int64_t index = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; index < packs;
         index += stride) {
        const Pack<T> g = load(gate, index);
        const Pack<T> u = load(up, index);
        Pack<T> y;
#pragma unroll
        for (int i = 0; i < vector; ++i) {
            const float x = to_float(g.numbers[i]);
            // Rounded where the plain twin rounds, so that both agree to the last bit but for exp itself.
            const float silu = to_float(from_float<T>(x / (1.0f + __expf(-x))));
            y.numbers[i] = from_float<T>(silu * to_float(u.numbers[i]));
        }
        store(out, index, y);
    }
}

__device__ float sum_of_warp(float value)
{
#pragma unroll
    for (int offset = warp / 2; offset > 0; offset /= 2)
        value += __shfl_xor_sync(0xffffffffU, value, offset);
    return value;
}

__device__ float sum_of_block(float value)
{
    __shared__ float parts[warp];
    value = sum_of_warp(value);
    if (threadIdx.x % warp == 0)
        parts[threadIdx.x / warp] = value;
    __syncthreads();
    const int warps = (static_cast<int>(blockDim.x) + warp - 1) / warp;
    return sum_of_warp(static_cast<int>(threadIdx.x) % warp < warps ? parts[threadIdx.x % warp] : 0.0f);
}

/// One block a row; a thread keeps up to `Kept` packs in registers.
template <class T, int Kept>
__global__ void add_rms_norm_kernel(const T* hidden, const T* change, const T* weight, T* sum, T* normed, int packs,
                                    float width, float eps)
{
    const std::int64_t row = static_cast<std::int64_t>(blockIdx.x) * packs;
    Pack<T> kept[Kept];
    float squares = 0;
#pragma unroll
    for (int k = 0; k < Kept; ++k) {
        const int index = static_cast<int>(threadIdx.x) + k * static_cast<int>(blockDim.x);
        if (index >= packs)
            continue;
        const Pack<T> a = load(hidden, row + index);
        const Pack<T> b = load(change, row + index);
#pragma unroll
        for (int i = 0; i < vector; ++i) {
            kept[k].numbers[i] = from_float<T>(to_float(a.numbers[i]) + to_float(b.numbers[i]));
            const float x = to_float(kept[k].numbers[i]);
            squares += x * x;
        }
        store(sum, row + index, kept[k]);
    }
    const float scale = rsqrtf(sum_of_block(squares) / width + eps);
#pragma unroll
    for (int k = 0; k < Kept; ++k) {
        const int index = static_cast<int>(threadIdx.x) + k * static_cast<int>(blockDim.x);
        if (index >= packs)
            continue;
        const Pack<T> w = load(weight, index);
        Pack<T> y;
#pragma unroll
        for (int i = 0; i < vector; ++i)
            y.numbers[i] = from_float<T>(to_float(kept[k].numbers[i]) * scale * to_float(w.numbers[i]));
        store(normed, row + index, y);
    }
}

/// One warp a head of a token. A lane owns the same `Half` numbers of both halves, which the rotation mixes.
template <class T, int Half>
__global__ void norm_rotary_kernel(const T* x, const T* weight, const T* cos, const T* sin, T* out, RotaryShape shape,
                                   float eps)
{
    const std::int64_t unit = static_cast<std::int64_t>(blockIdx.x) * (blockDim.x / warp) + threadIdx.x / warp;
    if (unit >= shape.batch * shape.count * shape.heads)
        return;
    const std::int64_t head = unit % shape.heads;
    const std::int64_t token = unit / shape.heads;  // of all batches
    const std::int64_t place = token % shape.count;
    const int lane = static_cast<int>(threadIdx.x) % warp;
    const int first = lane * Half;
    const int middle = Half * warp;  // half of the width
    const T* from = x + token * shape.row_stride + head * shape.width;
    T* to = out + unit * shape.width;
    float low[Half], high[Half];
    float squares = 0;
#pragma unroll
    for (int i = 0; i < Half; ++i) {
        low[i] = to_float(from[first + i]);
        high[i] = to_float(from[middle + first + i]);
        squares += low[i] * low[i] + high[i] * high[i];
    }
    if (weight) {
        const float scale = rsqrtf(sum_of_warp(squares) / static_cast<float>(shape.width) + eps);
#pragma unroll
        for (int i = 0; i < Half; ++i) {
            low[i] = to_float(from_float<T>(low[i] * scale * to_float(weight[first + i])));
            high[i] = to_float(from_float<T>(high[i] * scale * to_float(weight[middle + first + i])));
        }
    }
    const T* c = cos + place * shape.width;
    const T* s = sin + place * shape.width;
#pragma unroll
    for (int i = 0; i < Half; ++i) {
        const int l = first + i;
        const int h = middle + first + i;
        to[l] = from_float<T>(low[i] * to_float(c[l]) - high[i] * to_float(s[l]));
        to[h] = from_float<T>(high[i] * to_float(c[h]) + low[i] * to_float(s[h]));
    }
}

template <class T>
void launch_swiglu(const void* gate, const void* up, void* out, std::int64_t count, cudaStream_t stream)
{
    constexpr int threads = 256;
    constexpr std::int64_t most_blocks = 65536;
    const std::int64_t packs = count / vector;
    const auto blocks = static_cast<unsigned>(std::min((packs + threads - 1) / threads, most_blocks));
    swiglu_kernel<T><<<blocks, threads, 0, stream>>>(static_cast<const T*>(gate), static_cast<const T*>(up),
                                                     static_cast<T*>(out), packs);
}

template <class T>
void launch_norm(const void* hidden, const void* change, const void* weight, void* sum, void* normed, std::int64_t rows,
                 std::int64_t width, float eps, cudaStream_t stream)
{
    const int packs = static_cast<int>(width / vector);
    const auto launch = [&](auto kept) {
        constexpr int Kept = decltype(kept)::value;
        const int threads = ((packs + Kept - 1) / Kept + warp - 1) / warp * warp;
        add_rms_norm_kernel<T, Kept><<<static_cast<unsigned>(rows), threads, 0, stream>>>(
            static_cast<const T*>(hidden), static_cast<const T*>(change), static_cast<const T*>(weight),
            static_cast<T*>(sum), static_cast<T*>(normed), packs, static_cast<float>(width), eps);
    };
    if (packs <= 1024)
        launch(std::integral_constant<int, 1>());
    else
        launch(std::integral_constant<int, 2>());
}

template <class T>
void launch_rotary(const void* x, const void* weight, const void* cos, const void* sin, void* out,
                   const RotaryShape& shape, float eps, cudaStream_t stream)
{
    constexpr int warps = 8;
    const std::int64_t units = shape.batch * shape.count * shape.heads;
    const auto blocks = static_cast<unsigned>((units + warps - 1) / warps);
    const auto launch = [&](auto half) {
        constexpr int Half = decltype(half)::value;
        norm_rotary_kernel<T, Half><<<blocks, warps * warp, 0, stream>>>(
            static_cast<const T*>(x), static_cast<const T*>(weight), static_cast<const T*>(cos),
            static_cast<const T*>(sin), static_cast<T*>(out), shape, eps);
    };
    switch (shape.width / (2 * warp)) {
    case 1:
        return launch(std::integral_constant<int, 1>());
    case 2:
        return launch(std::integral_constant<int, 2>());
    case 3:
        return launch(std::integral_constant<int, 3>());
    default:
        return launch(std::integral_constant<int, 4>());
    }
}

}  // namespace

void swiglu(Number type, const void* gate, const void* up, void* out, std::int64_t count, cudaStream_t stream)
{
    (type == Number::bf16 ? launch_swiglu<__nv_bfloat16> : launch_swiglu<float>)(gate, up, out, count, stream);
}

void add_rms_norm(Number type, const void* hidden, const void* change, const void* weight, void* sum, void* normed,
                  std::int64_t rows, std::int64_t width, float eps, cudaStream_t stream)
{
    (type == Number::bf16 ? launch_norm<__nv_bfloat16> : launch_norm<float>)(hidden, change, weight, sum, normed, rows,
                                                                             width, eps, stream);
}

void norm_rotary(Number type, const void* x, const void* weight, const void* cos, const void* sin, void* out,
                 const RotaryShape& shape, float eps, cudaStream_t stream)
{
    (type == Number::bf16 ? launch_rotary<__nv_bfloat16> : launch_rotary<float>)(x, weight, cos, sin, out, shape, eps,
                                                                                 stream);
}

}  // namespace ttt::kernels
