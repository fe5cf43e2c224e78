// Compiled without contraction of products and sums (see CMakeLists.txt): S must have the same bits on every processor.
#include "engine/kernels/write_range.h"

#include "engine/kernels/fingerprint_mix.h"

#include <algorithm>
#include <bit>

// The loops are written once and compiled twice: for any processor, and for those with vectors of 256 bits.
#if defined(__x86_64__) && defined(__GNUC__)
#define TTT_HAS_WIDE 1
#define TTT_WIDE __attribute__((target("avx2")))
#define TTT_INLINE inline __attribute__((always_inline))
#else
#define TTT_INLINE inline
#endif

namespace ttt::kernels {
namespace {

/// Squares are added up in f32 over so many numbers, then in f64.
constexpr std::int64_t short_run = 256;

/// To the nearest bf16, ties to even, as the f32 of that value. What is not a number becomes one that is not, as
/// LibTorch does it.
TTT_INLINE std::uint32_t half_bits(float x)
{
    constexpr std::uint32_t sign = 0x80000000U, infinity = 0x7f800000U, not_a_number = 0x7fc00000U;
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const std::uint32_t nearest = bits + 0x7fffU + ((bits >> 16) & 1U);
    return ((bits & ~sign) > infinity ? not_a_number : nearest) & 0xffff0000U;
}

/// How a sum is read: as it is, or rounded to bf16.
struct ReadF32 {
    using Stored = float;
    static TTT_INLINE float rounded(float x) { return x; }
    static TTT_INLINE Stored stored(float x) { return x; }
};

struct ReadBf16 {
    using Stored = std::uint16_t;
    static TTT_INLINE float rounded(float x) { return std::bit_cast<float>(half_bits(x)); }
    static TTT_INLINE Stored stored(float x) { return static_cast<Stored>(std::bit_cast<std::uint32_t>(x) >> 16); }
};

/// A sum of 32-bit numbers in lanes of 32 bits: low and high halves apart, at most 65536 of them.
TTT_INLINE std::uint64_t joined(std::uint32_t low, std::uint32_t high)
{
    return low + (static_cast<std::uint64_t>(high) << 16);
}

template <class Read>
TTT_INLINE WriteParts watched_run(const WriteRange& range, const WriteFactors& factors, std::int64_t begin, int count)
{
    float* __restrict sum = range.sum + begin;
    const float* __restrict deltas = range.delta + begin;
    const float* __restrict previous = (range.previous ? range.previous : range.delta) + begin;
    auto* __restrict read = static_cast<typename Read::Stored*>(range.read) + begin;
    const float before = range.previous ? factors.previous : 0.0f;
    const std::uint32_t place = range.place + static_cast<std::uint32_t>(begin);
    float rounded[short_run];
    float delta_part = 0, dot_part = 0, sum_part = 0, change_part = 0, read_part = 0;
    std::uint32_t first_low = 0, first_high = 0, second_low = 0, second_high = 0;
#pragma omp simd reduction(+ : delta_part, dot_part, sum_part, change_part, read_part)                                 \
    reduction(+ : first_low, first_high, second_low, second_high)
    for (int i = 0; i < count; ++i) {
        const float old = sum[i];
        const float delta = factors.delta * deltas[i];
        const float now = factors.decay * old + delta;
        const float change = now - old;
        const float as_read = Read::rounded(now);
        const float read_change = as_read - Read::rounded(old);
        sum[i] = now;
        rounded[i] = as_read;
        delta_part += delta * delta;
        dot_part += delta * (before * previous[i]);
        sum_part += now * now;
        change_part += change * change;
        read_part += read_change * read_change;
        const auto bits = std::bit_cast<std::uint32_t>(now);
        const std::uint32_t first = first_mix(bits, place + static_cast<std::uint32_t>(i));
        const std::uint32_t second = second_mix(bits, place + static_cast<std::uint32_t>(i));
        first_low += first & 0xffffU;
        first_high += first >> 16;
        second_low += second & 0xffffU;
        second_high += second >> 16;
    }
    for (int i = 0; i < count; ++i)
        read[i] = Read::stored(rounded[i]);
    return {delta_part,
            dot_part,
            sum_part,
            change_part,
            read_part,
            joined(first_low, first_high),
            joined(second_low, second_high)};
}

template <class Read>
TTT_INLINE WriteParts watched_loop(const WriteRange& range, const WriteFactors& factors)
{
    WriteParts whole;
    for (std::int64_t begin = 0; begin < range.count; begin += short_run) {
        const auto count = static_cast<int>(std::min(range.count - begin, short_run));
        const WriteParts run = watched_run<Read>(range, factors, begin, count);
        whole.delta += run.delta;
        whole.dot += run.dot;
        whole.sum += run.sum;
        whole.change += run.change;
        whole.read_change += run.read_change;
        whole.first += run.first;
        whole.second += run.second;
    }
    return whole;
}

template <class Read>
TTT_INLINE void quiet_loop(const WriteRange& range, const WriteFactors& factors)
{
    float* __restrict sum = range.sum;
    const float* __restrict deltas = range.delta;
    auto* __restrict read = static_cast<typename Read::Stored*>(range.read);
    for (std::int64_t i = 0; i < range.count; ++i) {
        const float now = factors.decay * sum[i] + factors.delta * deltas[i];
        sum[i] = now;
        read[i] = Read::stored(Read::rounded(now));
    }
}

TTT_INLINE StepParts step_run(const StepRange& range, float factor, float before, std::int64_t begin, int count)
{
    float* __restrict master = range.master + begin;
    const float* __restrict start = range.start + begin;
    const float* __restrict deltas = range.delta + begin;
    const float* __restrict previous = (range.previous ? range.previous : range.delta) + begin;
    const std::uint32_t place = range.place + static_cast<std::uint32_t>(begin);
    float delta_part = 0, dot_part = 0, drift_part = 0;
    std::uint32_t first_low = 0, first_high = 0, second_low = 0, second_high = 0;
#pragma omp simd reduction(+ : delta_part, dot_part, drift_part)                                                       \
    reduction(+ : first_low, first_high, second_low, second_high)
    for (int i = 0; i < count; ++i) {
        const float delta = factor * deltas[i];
        const float now = master[i] + delta;
        const float drift = now - start[i];
        master[i] = now;
        delta_part += deltas[i] * deltas[i];
        dot_part += delta * (before * previous[i]);
        drift_part += drift * drift;
        const auto bits = std::bit_cast<std::uint32_t>(now);
        const std::uint32_t first = first_mix(bits, place + static_cast<std::uint32_t>(i));
        const std::uint32_t second = second_mix(bits, place + static_cast<std::uint32_t>(i));
        first_low += first & 0xffffU;
        first_high += first >> 16;
        second_low += second & 0xffffU;
        second_high += second >> 16;
    }
    return {delta_part, dot_part, drift_part, joined(first_low, first_high), joined(second_low, second_high)};
}

TTT_INLINE StepParts step_loop(const StepRange& range, float factor, float previous_factor)
{
    const float before = range.previous ? previous_factor : 0.0f;
    StepParts whole;
    for (std::int64_t begin = 0; begin < range.count; begin += short_run) {
        const auto count = static_cast<int>(std::min(range.count - begin, short_run));
        const StepParts run = step_run(range, factor, before, begin, count);
        whole.delta += run.delta;
        whole.dot += run.dot;
        whole.drift += run.drift;
        whole.first += run.first;
        whole.second += run.second;
    }
    return whole;
}

TTT_INLINE FingerprintParts fingerprint_run(const std::uint32_t* words, int count, std::uint32_t place)
{
    std::uint32_t first_low = 0, first_high = 0, second_low = 0, second_high = 0;
#pragma omp simd reduction(+ : first_low, first_high, second_low, second_high)
    for (int i = 0; i < count; ++i) {
        const std::uint32_t first = first_mix(words[i], place + static_cast<std::uint32_t>(i));
        const std::uint32_t second = second_mix(words[i], place + static_cast<std::uint32_t>(i));
        first_low += first & 0xffffU;
        first_high += first >> 16;
        second_low += second & 0xffffU;
        second_high += second >> 16;
    }
    return {joined(first_low, first_high), joined(second_low, second_high)};
}

TTT_INLINE FingerprintParts fingerprint_loop(const std::uint32_t* words, std::int64_t count, std::uint32_t place)
{
    FingerprintParts whole;
    for (std::int64_t begin = 0; begin < count; begin += short_run) {
        const auto run = static_cast<int>(std::min(count - begin, short_run));
        const FingerprintParts part = fingerprint_run(words + begin, run, place + static_cast<std::uint32_t>(begin));
        whole.first += part.first;
        whole.second += part.second;
    }
    return whole;
}

TTT_INLINE WriteParts watched_any(const WriteRange& range, const WriteFactors& factors)
{
    return range.is_half ? watched_loop<ReadBf16>(range, factors) : watched_loop<ReadF32>(range, factors);
}

TTT_INLINE void quiet_any(const WriteRange& range, const WriteFactors& factors)
{
    range.is_half ? quiet_loop<ReadBf16>(range, factors) : quiet_loop<ReadF32>(range, factors);
}

#ifdef TTT_HAS_WIDE
const bool has_wide = __builtin_cpu_supports("avx2");

TTT_WIDE WriteParts watched_wide(const WriteRange& range, const WriteFactors& factors)
{
    return watched_any(range, factors);
}

TTT_WIDE void quiet_wide(const WriteRange& range, const WriteFactors& factors)
{
    quiet_any(range, factors);
}

TTT_WIDE StepParts step_wide(const StepRange& range, float factor, float previous_factor)
{
    return step_loop(range, factor, previous_factor);
}

TTT_WIDE FingerprintParts fingerprint_wide(const std::uint32_t* words, std::int64_t count, std::uint32_t place)
{
    return fingerprint_loop(words, count, place);
}
#endif

}  // namespace

WriteParts watched_write(const WriteRange& range, const WriteFactors& factors)
{
#ifdef TTT_HAS_WIDE
    if (has_wide)
        return watched_wide(range, factors);
#endif
    return watched_any(range, factors);
}

void quiet_write(const WriteRange& range, const WriteFactors& factors)
{
#ifdef TTT_HAS_WIDE
    if (has_wide)
        return quiet_wide(range, factors);
#endif
    quiet_any(range, factors);
}

StepParts watched_step(const StepRange& range, float factor, float previous_factor)
{
#ifdef TTT_HAS_WIDE
    if (has_wide)
        return step_wide(range, factor, previous_factor);
#endif
    return step_loop(range, factor, previous_factor);
}

FingerprintParts fingerprint_range(const std::uint32_t* words, std::int64_t count, std::uint32_t place)
{
#ifdef TTT_HAS_WIDE
    if (has_wide)
        return fingerprint_wide(words, count, place);
#endif
    return fingerprint_loop(words, count, place);
}

}  // namespace ttt::kernels
