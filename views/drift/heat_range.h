// From values to 256 colours: the range of a heat map, found while values arrive.
#pragma once

#include "engine/records/metrics.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// [0, high], or [-high, high] when it is diverging.
struct HeatRange {
    double high = 1;
    bool diverging = false;

    double low() const { return diverging ? -high : 0; }
    bool operator==(const HeatRange&) const = default;
};

enum class RangeRule { automatic, percentile };

/// The 99th percentile (nearest rank) of values that arrive one by one: exact, O(log n) for each.
class Percentile99 {
public:
    void add(double value);
    double value() const { return top_.empty() ? 0 : top_.front(); }

private:
    std::vector<double> top_;   // min-heap: the largest hundredth, and one more
    std::vector<double> rest_;  // max-heap
};

/// The range for all values so far. It grows in steps of a readable number, so that most values leave it as it is.
class RangeFinder {
public:
    explicit RangeFinder(Metric metric);

    void add(double value);  // what is not finite is passed over
    HeatRange range(RangeRule rule) const;
    double largest() const { return largest_; }  // magnitude

private:
    bool cosine_;
    bool negative_ = false;
    double largest_ = 0;
    Percentile99 magnitude_;
};

/// The next of 1, 1.5, 2, 2.5 ... 9.5, 10 times a power of ten; 1 for 0.
double readable_ceiling(double value);

// Numbers of colours. Between them the ramp; an odd count, so that 0 has a colour of its own when diverging.
inline constexpr std::uint8_t colour_none = 0;
inline constexpr std::uint8_t ramp_first = 1;
inline constexpr std::uint8_t ramp_middle = 127;
inline constexpr std::uint8_t ramp_last = 253;
inline constexpr std::uint8_t colour_failure = 255;

/// NaN: colour_none; infinite: colour_failure; else its place on the ramp, clamped.
std::uint8_t colour_number(double value, HeatRange range);

/// The stronger of two colour numbers: a failure before any value, a value before none, then the larger magnitude.
std::uint8_t stronger(std::uint8_t a, std::uint8_t b, bool diverging);

}  // namespace ttt
