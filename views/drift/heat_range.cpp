#include "views/drift/heat_range.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ttt {

namespace {

template <class Order>
double taken(std::vector<double>& heap, Order order)
{
    std::ranges::pop_heap(heap, order);
    const double value = heap.back();
    heap.pop_back();
    return value;
}

template <class Order>
void put(std::vector<double>& heap, double value, Order order)
{
    heap.push_back(value);
    std::ranges::push_heap(heap, order);
}

constexpr std::greater<> min_heap;
constexpr std::less<> max_heap;

int strength(std::uint8_t number, bool diverging)
{
    if (number == colour_none)
        return -1;
    if (number == colour_failure)
        return colour_failure;
    return diverging ? std::abs(number - ramp_middle) : number;
}

}  // namespace

void Percentile99::add(double value)
{
    if (top_.empty() || value >= top_.front())
        put(top_, value, min_heap);
    else
        put(rest_, value, max_heap);
    const std::size_t wanted = (top_.size() + rest_.size()) / 100 + 1;
    while (top_.size() > wanted)
        put(rest_, taken(top_, min_heap), max_heap);
    while (top_.size() < wanted && !rest_.empty())
        put(top_, taken(rest_, max_heap), min_heap);
}

RangeFinder::RangeFinder(Metric metric) : cosine_(metric == Metric::cosine_previous) {}

void RangeFinder::add(double value)
{
    if (!std::isfinite(value))
        return;
    negative_ = negative_ || value < 0;
    largest_ = std::max(largest_, std::abs(value));
    magnitude_.add(std::abs(value));
}

HeatRange RangeFinder::range(RangeRule rule) const
{
    const bool diverging = cosine_ || negative_;
    if (rule == RangeRule::percentile)
        return {readable_ceiling(magnitude_.value()), diverging};
    return {cosine_ ? 1 : readable_ceiling(largest_), diverging};
}

double readable_ceiling(double value)
{
    if (!(value > 0))
        return 1;
    constexpr double rounding = 1e-9;  // 0.45 stays 0.45
    const double decade = std::pow(10, std::floor(std::log10(value)));
    return std::ceil(value / decade * 2 - rounding) / 2 * decade;
}

std::uint8_t colour_number(double value, HeatRange range)
{
    if (std::isnan(value))
        return colour_none;
    if (std::isinf(value))
        return colour_failure;
    const double share = std::clamp((value - range.low()) / (range.high - range.low()), 0.0, 1.0);
    return static_cast<std::uint8_t>(ramp_first + std::lround(share * (ramp_last - ramp_first)));
}

std::uint8_t stronger(std::uint8_t a, std::uint8_t b, bool diverging)
{
    return strength(b, diverging) > strength(a, diverging) ? b : a;
}

}  // namespace ttt
