// Whether predictions collapse: what adapts gives fewer and fewer answers, ever surer. Plain values, std only.
#pragma once

#include <cmath>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace ttt {

/// -Σ p ln p, nats, of what sums up to anything above 0.
inline double entropy_of(const std::vector<double>& mass)
{
    double sum = 0, entropy = 0;
    for (const double part : mass)
        sum += part;
    for (const double part : mass)
        if (part > 0 && sum > 0)
            entropy -= part / sum * std::log(part / sum);
    return entropy;
}

/// Watches two nets on the same images. Uniform answers of many classes have much entropy of their mean; one class for
/// everything has none. Frozen on the same images says how much there is to be had (a sorted stream has little).
class CollapseWatch {
public:
    static constexpr std::int64_t judged_images = 200;  // at least so many, in whole batches
    static constexpr double share = 0.5;                // of frozen's entropy; below it is a collapse

    struct Fired {
        std::int64_t first_item = 0;  // that was judged
        double adapted = 0, frozen = 0;
    };

    /// Sums of the probabilities [classes] over the items [begin, end). Fires once.
    std::optional<Fired> add(std::int64_t begin, std::int64_t end, std::vector<double> frozen,
                             std::vector<double> adapted)
    {
        batches_.push_back({begin, end, std::move(frozen), std::move(adapted)});
        while (end - batches_.front().begin - (batches_.front().end - batches_.front().begin) >= judged_images)
            batches_.pop_front();
        if (has_fired_ || end - batches_.front().begin < judged_images)
            return std::nullopt;
        const Fired now{batches_.front().begin, entropy_of(mean(&Batch::adapted)), entropy_of(mean(&Batch::frozen))};
        if (!(now.adapted < share * now.frozen))
            return std::nullopt;
        has_fired_ = true;
        return now;
    }

    /// What adapts began anew.
    void forget()
    {
        batches_.clear();
        has_fired_ = false;
    }

private:
    struct Batch {
        std::int64_t begin, end;
        std::vector<double> frozen, adapted;
    };

    std::vector<double> mean(std::vector<double> Batch::*mass) const
    {
        std::vector<double> sum((batches_.front().*mass).size());
        for (const Batch& batch : batches_)
            for (std::size_t at = 0; at < sum.size(); ++at)
                sum[at] += (batch.*mass)[at];
        return sum;
    }

    std::deque<Batch> batches_;
    bool has_fired_ = false;
};

}  // namespace ttt
