// Values that are known before the step that they belong to: in at one end, out at the other.
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

class KeptValues {
public:
    void append(const std::vector<float>& more)
    {
        values_.erase(values_.begin(), values_.begin() + taken_);
        taken_ = 0;
        values_.insert(values_.end(), more.begin(), more.end());
    }

    std::int64_t size() const { return static_cast<std::int64_t>(values_.size()) - taken_; }

    /// The first `count` that are left.
    std::vector<float> take(std::int64_t count)
    {
        const auto begin = values_.begin() + taken_;
        taken_ += count;
        return {begin, begin + count};
    }

private:
    std::vector<float> values_;
    std::int64_t taken_ = 0;
};

}  // namespace ttt
