#include "engine/kernels/row_scores_kernel.h"

#include <cuda_bf16.h>

#include <algorithm>
#include <cfloat>

namespace ttt::kernels {
namespace {

using Key = unsigned long long;

constexpr int warp = 32;
constexpr int most_warps = 16;
constexpr unsigned all_lanes = 0xffffffffU;
constexpr int bytes_of_pack = 16;  // what a thread loads at once

/// A row seen as packs at addresses that are multiples of 16 bytes; the first and the last may reach beyond the row.
template <class T>
struct Row {
    static constexpr int vector = bytes_of_pack / sizeof(T);

    const T* numbers;
    int size;
    int shift;  // numbers of the first pack that lie before the row

    __device__ Row(const T* from, int count)
        : numbers(from), size(count),
          shift(static_cast<int>(reinterpret_cast<std::uintptr_t>(from) % bytes_of_pack / sizeof(T)))
    {
    }

    __device__ int packs() const { return (shift + size + vector - 1) / vector; }
    __device__ int first_id(int pack) const { return pack * vector - shift; }
    __device__ bool has(int id) const { return id >= 0 && id < size; }
    __device__ bool is_whole(int pack) const { return first_id(pack) >= 0 && first_id(pack) + vector <= size; }
    __device__ float at(int id) const { return static_cast<float>(numbers[id]); }
};

__device__ void unpack(const uint4& raw, float (&out)[4])
{
    out[0] = __uint_as_float(raw.x);
    out[1] = __uint_as_float(raw.y);
    out[2] = __uint_as_float(raw.z);
    out[3] = __uint_as_float(raw.w);
}

/// bf16 is the upper half of f32.
__device__ void unpack(const uint4& raw, float (&out)[8])
{
    const unsigned words[4] = {raw.x, raw.y, raw.z, raw.w};
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        out[2 * i] = __uint_as_float(words[i] << 16);
        out[2 * i + 1] = __uint_as_float(words[i] & 0xffff0000U);
    }
}

/// What a part of a row tells: the online softmax (arXiv 1805.02867, algorithm 3) and the count of a rank.
struct Part {
    float max = -FLT_MAX;  // and not -inf, from which nothing can be subtracted
    float sum = 0;         // of exp(logit - max)
    int above = 0;
    int best = 0;  // first pack with max in it

    template <int Vector>
    __device__ void take(const float (&logits)[Vector], int pack, float limit)
    {
        float here = logits[0];
#pragma unroll
        for (int i = 1; i < Vector; ++i)
            here = fmaxf(here, logits[i]);
        if (here > max) {
            sum *= __expf(max - here);
            max = here;
            best = pack;
        }
        float more = 0;
#pragma unroll
        for (int i = 0; i < Vector; ++i) {
            more += __expf(logits[i] - max);
            above += logits[i] > limit;
        }
        sum += more;
    }

    __device__ void merge(float other_max, float other_sum, int other_above)
    {
        const float both = fmaxf(max, other_max);
        sum = sum * __expf(max - both) + other_sum * __expf(other_max - both);
        max = both;
        above += other_above;
    }

    __device__ float nll(float logit) const
    {
        return (max - logit) + logf(sum);
    }
};

/// A thread's packs: every blockDim-th, in order. Whole ones by vector loads, the row's ends number by number.
template <class T>
__device__ Part read_strip(const Row<T>& row, float limit)
{
    constexpr int vector = Row<T>::vector;
    const auto* const packed = reinterpret_cast<const uint4*>(row.numbers - row.shift);
    const int packs = row.packs();
    const int stride = static_cast<int>(blockDim.x);
    Part part;
    part.best = static_cast<int>(threadIdx.x);
    const auto take_end = [&](int pack) {
        float logits[vector];
        for (int i = 0; i < vector; ++i)
            logits[i] = row.has(row.first_id(pack) + i) ? row.at(row.first_id(pack) + i) : -INFINITY;
        part.take(logits, pack, limit);
    };
    int pack = static_cast<int>(threadIdx.x);
    if (pack == 0 && !row.is_whole(0)) {
        take_end(0);
        pack += stride;
    }
    const int whole_end = row.is_whole(packs - 1) ? packs : packs - 1;
#pragma unroll 4
    for (; pack < whole_end; pack += stride) {
        float logits[vector];
        unpack(__ldg(packed + pack), logits);
        part.take(logits, pack, limit);
    }
    if (pack == packs - 1 && pack >= whole_end)
        take_end(pack);
    return part;
}

/// The part of the whole block, in thread 0.
__device__ Part merge_block(Part part)
{
    __shared__ Part parts[most_warps];
    const auto merge_lanes = [&] {
#pragma unroll
        for (int offset = warp / 2; offset > 0; offset /= 2)
            part.merge(__shfl_down_sync(all_lanes, part.max, offset), __shfl_down_sync(all_lanes, part.sum, offset),
                       __shfl_down_sync(all_lanes, part.above, offset));
    };
    merge_lanes();
    if (threadIdx.x % warp == 0)
        parts[threadIdx.x / warp] = part;
    __syncthreads();
    part = threadIdx.x < blockDim.x / warp ? parts[threadIdx.x] : Part();
    if (threadIdx.x < warp)
        merge_lanes();
    return part;
}

/// Larger for the larger logit, among equals for the lower id; no two of a row are equal and none is 0. NaN is
/// smallest.
__device__ Key key_of(float logit, int id)
{
    const unsigned bits = __float_as_uint(logit + 0.0f);  // -0 becomes 0
    const unsigned ordered = isnan(logit) ? 0U : (bits & 0x80000000U) ? ~bits : bits | 0x80000000U;
    return static_cast<Key>(ordered) << 32 | ~static_cast<unsigned>(id);
}

__device__ int id_of(Key key)
{
    return static_cast<int>(~static_cast<unsigned>(key));
}

__device__ float logit_of(Key key)
{
    const auto ordered = static_cast<unsigned>(key >> 32);
    return __uint_as_float((ordered & 0x80000000U) ? ordered & 0x7fffffffU : ~ordered);
}

__device__ Key largest_of_warp(Key key)
{
#pragma unroll
    for (int offset = warp / 2; offset > 0; offset /= 2)
        key = max(key, __shfl_xor_sync(all_lanes, key, offset));
    return key;
}

template <class T>
__device__ Key largest_of_pack(const Row<T>& row, int pack, Key below)
{
    Key largest = 0;
    for (int i = 0; i < Row<T>::vector; ++i) {
        const int id = row.first_id(pack) + i;
        const Key key = row.has(id) ? key_of(row.at(id), id) : 0;
        largest = key < below ? max(largest, key) : largest;
    }
    return largest;
}

/// The keys of a row in order, one per call and the same in all threads. Each thread offers the largest of its strip;
/// the warp of the winner reads the winner's strip again for what comes next.
template <class T>
class TopKeys {
public:
    __device__ TopKeys(const Row<T>& row, int best) : row_(row), packs_(row.packs())
    {
        if (static_cast<int>(threadIdx.x) < packs_)
            offer_ = largest_of_pack(row, best, ~Key(0));
    }

    __device__ Key next()
    {
        __shared__ Key offers[2][most_warps];  // by turns, so that one barrier a call is enough
        const int thread = static_cast<int>(threadIdx.x);
        const int lane = thread % warp;
        const int warps = static_cast<int>(blockDim.x) / warp;
        const Key of_warp = largest_of_warp(offer_);
        if (lane == 0)
            offers[turn_][thread / warp] = of_warp;
        __syncthreads();
        const Key winner = largest_of_warp(lane < warps ? offers[turn_][lane] : 0);
        turn_ = 1 - turn_;
        const int owner = (id_of(winner) + row_.shift) / Row<T>::vector % static_cast<int>(blockDim.x);
        if (thread / warp == owner / warp)
            read_again(owner, winner);
        return winner;
    }

private:
    __device__ void read_again(int owner, Key below)
    {
        const int lane = static_cast<int>(threadIdx.x) % warp;
        const int stride = static_cast<int>(blockDim.x);
        Key largest = 0;
        for (int pack = owner + lane * stride; pack < packs_; pack += warp * stride)
            largest = max(largest, largest_of_pack(row_, pack, below));
        largest = largest_of_warp(largest);
        if (lane == owner % warp)
            offer_ = largest;
    }

    Row<T> row_;
    int packs_;
    int turn_ = 0;
    Key offer_ = 0;
};

/// One block a row.
template <class T>
__global__ void score_rows_kernel(LogitRows rows, const std::int64_t* own, int top, RowScorePlaces places)
{
    const std::int64_t index = blockIdx.x;
    const Row<T> row(static_cast<const T*>(rows.logits) + index * rows.stride, static_cast<int>(rows.size));
    const bool is_known = own[index] >= 0 && own[index] < rows.size;
    const float limit = is_known ? row.at(static_cast<int>(own[index])) : NAN;
    const Part strip = read_strip(row, limit);
    const Part whole = merge_block(strip);
    if (threadIdx.x == 0) {
        places.nll[index] = whole.nll(limit);
        places.rank[index] = is_known ? static_cast<float>(1 + whole.above) : NAN;
    }
    if (!places.top_ids)
        return;
    TopKeys<T> keys(row, strip.best);
    for (int place = 0; place < top; ++place) {
        const Key key = keys.next();
        if (threadIdx.x == 0) {
            places.top_ids[index * top + place] = id_of(key);
            places.top_nll[index * top + place] = whole.nll(logit_of(key));
        }
    }
}

/// A thread should have a few packs to read.
int threads_for(std::int64_t packs)
{
    constexpr std::int64_t packs_of_thread = 4;
    int threads = warp;
    while (threads < most_warps * warp && threads * packs_of_thread < packs)
        threads *= 2;
    return threads;
}

template <class T>
void launch(const LogitRows& rows, const std::int64_t* own, int top, const RowScorePlaces& places, cudaStream_t stream)
{
    const int threads = threads_for(rows.size / Row<T>::vector);
    score_rows_kernel<T><<<static_cast<unsigned>(rows.count), threads, 0, stream>>>(rows, own, top, places);
}

}  // namespace

void score_rows(Number type, const LogitRows& rows, const std::int64_t* own, int top, const RowScorePlaces& places,
                cudaStream_t stream)
{
    (type == Number::bf16 ? launch<__nv_bfloat16> : launch<float>)(rows, own, top, places, stream);
}

}  // namespace ttt::kernels
