// One read of a row of logits on the CPU: its largest few, the sum of its exponentials, how many are above a limit.
// Only for row_scores_cpu.cpp, which compiles it for more than one set of instructions.
#pragma once

#include "engine/records/metrics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace ttt::row_scan {

constexpr std::int64_t block = 32;      // logits that are searched together for candidates of the top
constexpr std::int64_t stretch = 1024;  // logits between two looks at the maximum: 4 KiB, read again from the cache
constexpr float infinity = std::numeric_limits<float>::infinity();

// What is marked so becomes part of the functions of row_scores_cpu.cpp, compiled for one set of instructions each.
// Loops are simple enough for the compiler to make vectors of them: each step stands alone. Where a loop would gather
// floats into one, whose order it must keep, numbers are folded: the upper half onto the lower, and again.
#define TTT_ROW_SCAN [[gnu::always_inline]] inline

constexpr float lowest = -87.33654F;  // exp of it is 1e-38, the smallest normal number

/// exp(x) for x of lowest .. 0 within 2 units in the last place; NaN stays NaN. As Cephes' expf: x = n log 2 + r, a
/// polynomial of degree 7 in r, and n becomes the exponent.
TTT_ROW_SCAN float exp_of(float x)
{
    constexpr float log2_e = 1.44269504F;
    constexpr float rounder = 12582912.0F;  // 1.5 * 2^23: what is added to it is rounded to the lowest bits
    constexpr float log_2_high = 0.693359375F;
    constexpr float log_2_low = -2.12194440e-4F;
    constexpr std::uint32_t mantissa_bits = 23;
    constexpr std::uint32_t bias = 127;
    const float rounded = x * log2_e + rounder;
    const float n = rounded - rounder;
    const float r = (x - n * log_2_high) - n * log_2_low;
    float y = 1.9875691500e-4F;
    y = y * r + 1.3981999507e-3F;
    y = y * r + 8.3334519073e-3F;
    y = y * r + 4.1665795894e-2F;
    y = y * r + 1.6666665459e-1F;
    y = y * r + 5.0000001201e-1F;
    y = y * r * r + r + 1.0F;
    return y * std::bit_cast<float>((std::bit_cast<std::uint32_t>(rounded) + bias) << mantissa_bits);
}

/// The largest so far, in order.
struct Top {
    std::array<float, top_k> logits;
    std::array<std::int64_t, top_k> ids{};

    explicit Top(const float* row)
    {
        logits.fill(-infinity);
        for (std::int64_t id = 0; id < top_k; ++id)
            insert(row[id], id, static_cast<std::size_t>(id));
    }

    /// Equal logits keep their order: those seen first come first. `place`: the one to give up.
    void insert(float logit, std::int64_t id, std::size_t place = top_k - 1)
    {
        for (; place > 0 && logit > logits[place - 1]; --place) {
            logits[place] = logits[place - 1];
            ids[place] = ids[place - 1];
        }
        logits[place] = logit;
        ids[place] = id;
    }

    /// Blocks without a candidate, nearly all, cost one vector compare per few logits.
    TTT_ROW_SCAN void search(const float* row, std::int64_t begin, std::int64_t end)
    {
        for (std::int64_t first = begin; first < end; first += block) {
            const std::int64_t last = std::min(first + block, end);
            const float smallest = logits.back();
            std::int32_t candidates = 0;
            for (std::int64_t id = first; id < last; ++id)
                candidates |= row[id] > smallest;
            if (!candidates)
                continue;
            for (std::int64_t id = first; id < last; ++id)
                if (row[id] > logits.back())
                    insert(row[id], id);
        }
    }
};

/// buffer[i] = join(buffer[i], buffer[i + half]) until a few numbers are left; those one by one. size: a power of 2.
template <class Join>
TTT_ROW_SCAN float fold(float* buffer, std::int64_t size, const Join& join)
{
    constexpr std::int64_t few = 16;
    while (size > few) {
        size /= 2;
        for (std::int64_t i = 0; i < size; ++i)
            buffer[i] = join(buffer[i], buffer[i + size]);
    }
    float result = buffer[0];
    for (std::int64_t i = 1; i < size; ++i)
        result = join(result, buffer[i]);
    return result;
}

TTT_ROW_SCAN float largest(const float* x)
{
    std::array<float, stretch / 2> buffer;
    float* const y = buffer.data();
    const auto join = [](float a, float b) { return b > a ? b : a; };
    for (std::int64_t i = 0; i < stretch / 2; ++i)
        y[i] = join(x[i], x[i + stretch / 2]);
    return fold(y, stretch / 2, join);
}

/// sum of exp(x - max), added up in pairs, so that f32 is enough for one stretch.
TTT_ROW_SCAN float sum_of_exp(const float* x, float max)
{
    std::array<float, stretch> buffer;
    float* const y = buffer.data();
    // Not in one loop: the choice would become a branch.
    for (std::int64_t i = 0; i < stretch; ++i)
        y[i] = x[i] - max < lowest ? lowest : x[i] - max;
    for (std::int64_t i = 0; i < stretch; ++i)
        y[i] = exp_of(y[i]);
    return fold(y, stretch, [](float a, float b) { return a + b; });
}

TTT_ROW_SCAN std::int32_t count_above(const float* x, float limit)
{
    std::int32_t count = 0;
    for (std::int64_t i = 0; i < stretch; ++i)
        count += x[i] > limit;
    return count;
}

/// What one read of a row tells.
struct RowSums {
    float max = -infinity;
    double sum = 0;  // of exp(logit - max)
    std::int64_t above = 0;

    /// One stretch more; returns its largest logit.
    TTT_ROW_SCAN float add(const float* x, float limit)
    {
        const float here = largest(x);
        if (here > max) {
            sum *= std::exp(static_cast<double>(max) - here);
            max = here;
        }
        sum += sum_of_exp(x, max == -infinity ? 0.0F : max);  // -inf so far: all weigh nothing
        above += count_above(x, limit);
        return here;
    }

    /// log sum exp - logit; in this order, because both may be large and their difference small.
    float nll(float logit) const { return static_cast<float>((static_cast<double>(max) - logit) + std::log(sum)); }
};

}  // namespace ttt::row_scan
