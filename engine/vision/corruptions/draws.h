// Random numbers of one corrupted image: they follow from (seed, image, corruption, severity) alone, whatever was drawn
// before, on any machine and by any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace ttt {

/// Where a stream of numbers stands: the next one is the hash of key + (count + 1) draw_step.
struct DrawPlace {
    std::uint64_t key, count;
};

inline constexpr std::uint64_t draw_step = 0x9e3779b97f4a7c15;

/// SplitMix64 as a counter: the n-th number is a hash of key and n (Steele, Lea, Flood 2014).
class Draws {
public:
    Draws(std::uint64_t seed, std::int64_t image, std::string_view corruption, int severity);

    double uniform();  // [0, 1)
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    double normal();                    // Box–Muller, of two uniform ones
    int whole(int low, int high);       // low … high - 1
    std::int64_t poisson(double mean);  // by inversion of one uniform number

    /// Leaves out so many uniform numbers, for who draws them elsewhere, from this place on.
    DrawPlace skip(std::uint64_t numbers);

private:
    std::uint64_t key_;
    std::uint64_t count_ = 0;
};

/// The hash that all of these are made of.
std::uint64_t mixed(std::uint64_t bits);

}  // namespace ttt
