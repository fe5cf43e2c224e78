// A growing curve that knows the extremes of any of its ranges. Pure, no widget.
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

/// Points of a growing curve with the places of the least and the greatest y of every run of 16, 256, ... points, so
/// that the extremes of any range cost O(log n). y is kept as float, enough for a screen, and no larger than a
/// float can be; NaN and Inf are gaps.
/// x ascends: either x = first_x + index * step_x, or given with each point (one or the other for a whole curve).
/// A plain value that its owner shares with a Plot; both on the GUI thread.
class MinMaxPyramid {
public:
    explicit MinMaxPyramid(double first_x = 0, double step_x = 1) : first_x_(first_x), step_x_(step_x) {}

    void append(double y);
    void append(double x, double y);  // x: finite, not less than the last one
    void clear();

    std::int64_t size() const { return static_cast<std::int64_t>(y_.size()); }
    double x(std::int64_t index) const;
    double y(std::int64_t index) const { return y_[static_cast<std::size_t>(index)]; }  // NaN: a gap
    /// The first index with x(index) >= x; size() when there is none.
    std::int64_t lower_bound(double x) const;

    /// Places in [begin, end), the earliest of equals; -1 in all when every y there is a gap.
    struct Extremes {
        std::int64_t first = -1, min = -1, max = -1, last = -1;
    };
    Extremes extremes(std::int64_t begin, std::int64_t end) const;
    /// How many y in [begin, end) lie above, or below, `limit`: cheap when they are few.
    std::int64_t count_above(std::int64_t begin, std::int64_t end, double limit) const;
    std::int64_t count_below(std::int64_t begin, std::int64_t end, double limit) const;

private:
    static constexpr std::int64_t fan = 16;
    struct Node {
        std::int64_t min = -1, max = -1;  // index of a point; -1: only gaps
    };

    void close_nodes();
    void merge(Node& into, const Node& node) const;
    const Node* widest_node(std::int64_t begin, std::int64_t end, std::int64_t& run) const;
    template <class Beyond>
    std::int64_t count(std::int64_t begin, std::int64_t end, std::int64_t Node::*extreme, Beyond beyond) const;
    bool is_gap(std::int64_t index) const;

    std::vector<float> y_;
    std::vector<double> x_;                  // empty: first_x_ + index * step_x_
    std::vector<std::vector<Node>> levels_;  // level k: full runs of fan^(k + 1) points
    double first_x_, step_x_;
};

}  // namespace ttt
