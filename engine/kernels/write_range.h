// One write over one range of a layer's numbers on the CPU: the inner loops of write_scan.h and step_scan.h. Plain
// pointers, no torch; any thread.
#pragma once

#include <cstdint>

namespace ttt::kernels {

/// What a range adds to the measures of a write (see WriteScan in write_scan.h).
struct WriteParts {
    double delta = 0;         // squares of a_k D_k
    double dot = 0;           // a_k D_k times a_{k-1} D_{k-1}
    double sum = 0;           // squares of S_k
    double change = 0;        // squares of S_k - S_{k-1}
    double read_change = 0;   // squares of r(S_k) - r(S_{k-1})
    std::uint64_t first = 0;  // of the fingerprint of S_k
    std::uint64_t second = 0;
};

/// The numbers of a range, in memory one after the other. sum and read are overwritten; no two may overlap, but
/// `previous` null means that nothing was written before.
struct WriteRange {
    float* sum;
    const float* delta;
    const float* previous;
    void* read;  // f32, or bf16 where is_half
    std::int64_t count;
    std::uint32_t place;  // of the first number in the layer
    bool is_half;
};

struct WriteFactors {
    float decay;
    float delta;
    float previous;
};

/// sum <- decay sum + factor delta, each product and the sum rounded to f32; read <- the sum, rounded.
WriteParts watched_write(const WriteRange& range, const WriteFactors& factors);
void quiet_write(const WriteRange& range, const WriteFactors& factors);

/// What a range adds to the measures of a gradient step (see step_scan.h).
struct StepParts {
    double delta = 0;         // squares of the deltas
    double dot = 0;           // the step times the one before
    double drift = 0;         // squares of master - start
    std::uint64_t first = 0;  // of the fingerprint of the master
    std::uint64_t second = 0;
};

/// The numbers of a range; master is overwritten. No two may overlap; `previous` null: there was no step before.
struct StepRange {
    float* master;
    const float* start;
    const float* delta;
    const float* previous;
    std::int64_t count;
    std::uint32_t place;  // of the first number in the tensor
};

/// master <- master + factor delta, product and sum rounded to f32.
StepParts watched_step(const StepRange& range, float factor, float previous_factor);

/// Both sums of the fingerprint over `count` words of 32 bits that start at `place`.
struct FingerprintParts {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};
FingerprintParts fingerprint_range(const std::uint32_t* words, std::int64_t count, std::uint32_t place);

}  // namespace ttt::kernels
