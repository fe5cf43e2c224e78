#include "views/plot/minmax_pyramid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

/// A run that diverged has values beyond a float's range: they are large, and not missing.
float screen_value(double y)
{
    constexpr double most = std::numeric_limits<float>::max();
    return std::isfinite(y) ? static_cast<float>(std::clamp(y, -most, most)) : std::numeric_limits<float>::quiet_NaN();
}

}  // namespace

void MinMaxPyramid::append(double y)
{
    y_.push_back(screen_value(y));
    if (size() % fan == 0)
        close_nodes();
}

void MinMaxPyramid::append(double x, double y)
{
    x_.push_back(x);
    append(y);
}

void MinMaxPyramid::clear()
{
    y_.clear();
    x_.clear();
    levels_.clear();
}

double MinMaxPyramid::x(std::int64_t index) const
{
    return x_.empty() ? first_x_ + static_cast<double>(index) * step_x_ : x_[static_cast<std::size_t>(index)];
}

std::int64_t MinMaxPyramid::lower_bound(double x) const
{
    if (!x_.empty())
        return std::lower_bound(x_.begin(), x_.end(), x) - x_.begin();
    const double index = std::ceil((x - first_x_) / step_x_);
    return static_cast<std::int64_t>(std::clamp(index, 0.0, static_cast<double>(size())));
}

bool MinMaxPyramid::is_gap(std::int64_t index) const
{
    return std::isnan(y_[static_cast<std::size_t>(index)]);
}

void MinMaxPyramid::merge(Node& into, const Node& node) const
{
    if (node.min < 0)
        return;
    if (into.min < 0 || y(node.min) < y(into.min))
        into.min = node.min;
    if (into.max < 0 || y(node.max) > y(into.max))
        into.max = node.max;
}

/// The run of fan points that has just become full, and the runs of runs that it completes.
void MinMaxPyramid::close_nodes()
{
    Node node;
    for (std::int64_t index = size() - fan; index < size(); ++index)
        if (!is_gap(index))
            merge(node, {index, index});
    for (std::size_t level = 0;; ++level) {
        if (level == levels_.size())
            levels_.emplace_back();
        auto& nodes = levels_[level];
        nodes.push_back(node);
        if (nodes.size() % fan != 0)
            return;
        node = {};
        for (auto child = nodes.end() - fan; child != nodes.end(); ++child)
            merge(node, *child);
    }
}

/// The widest stored run that begins at `begin` and does not pass `end`; nullptr: a single point.
const MinMaxPyramid::Node* MinMaxPyramid::widest_node(std::int64_t begin, std::int64_t end, std::int64_t& run) const
{
    const Node* found = nullptr;
    run = 1;
    for (const auto& nodes : levels_) {
        const std::int64_t wider = run * fan;
        if (begin % wider != 0 || begin + wider > end)
            return found;
        run = wider;
        found = &nodes[static_cast<std::size_t>(begin / wider)];
    }
    return found;
}

MinMaxPyramid::Extremes MinMaxPyramid::extremes(std::int64_t begin, std::int64_t end) const
{
    Node whole;
    Extremes found;
    for (std::int64_t at = begin, run = 1; at < end; at += run) {
        const Node* node = widest_node(at, end, run);
        const Node here = node ? *node : is_gap(at) ? Node{} : Node{at, at};
        if (here.min < 0)
            continue;
        if (found.first < 0)
            found.first = at;
        found.last = at + run - 1;
        merge(whole, here);
    }
    if (whole.min < 0)
        return {};
    while (is_gap(found.first))
        ++found.first;
    while (is_gap(found.last))
        --found.last;
    found.min = whole.min;
    found.max = whole.max;
    return found;
}

/// Passes over every stored run whose extreme is not beyond; the points of the others are looked at one by one.
template <class Beyond>
std::int64_t MinMaxPyramid::count(std::int64_t begin, std::int64_t end, std::int64_t Node::*extreme,
                                  Beyond beyond) const
{
    std::int64_t found = 0;
    for (std::int64_t at = begin; at < end;) {
        std::int64_t skipped = 0, run = fan;
        for (const auto& nodes : levels_) {
            if (at % run != 0 || at + run > end)
                break;
            const Node& node = nodes[static_cast<std::size_t>(at / run)];
            if (node.min >= 0 && beyond(y(node.*extreme)))
                break;
            skipped = run;
            run *= fan;
        }
        if (skipped == 0)
            found += beyond(y(at)) ? 1 : 0;
        at += std::max<std::int64_t>(1, skipped);
    }
    return found;
}

std::int64_t MinMaxPyramid::count_above(std::int64_t begin, std::int64_t end, double limit) const
{
    return count(begin, end, &Node::max, [limit](double y) { return y > limit; });
}

std::int64_t MinMaxPyramid::count_below(std::int64_t begin, std::int64_t end, double limit) const
{
    return count(begin, end, &Node::min, [limit](double y) { return y < limit; });
}

}  // namespace ttt
