// Random numbers of one corrupted image: they follow from (seed, image, corruption, severity) alone, whatever was drawn
// before, on any machine and by any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace ttt {

/// SplitMix64 as a counter: the n-th number is a hash of key and n (Steele, Lea, Flood 2014).
class Draws {
public:
    Draws(std::uint64_t seed, std::int64_t image, std::string_view corruption, int severity);

    double uniform();  // [0, 1)
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    double normal();                    // Box–Muller, of two uniform ones
    int whole(int low, int high);       // low … high - 1
    std::int64_t poisson(double mean);  // by inversion of one uniform number

private:
    std::uint64_t key_;
    std::uint64_t count_ = 0;
};

/// The hash that all of these are made of.
std::uint64_t mixed(std::uint64_t bits);

}  // namespace ttt
