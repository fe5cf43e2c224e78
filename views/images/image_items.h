// The numbers of a run over images, item by item.
#pragma once

#include "views/run_model.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace ttt {

/// What became of an image. unknown: it has no label; of a run with one arm: right or wrong.
enum class Outcome { unknown, right, mended, broken, wrong };

/// In the place of the number of an image.
inline constexpr std::int64_t no_image = std::numeric_limits<std::int64_t>::min();

/// A class and its probability.
struct Guess {
    std::int32_t label;
    double probability;
};

/// For one look at a run: holds spans, copies nothing; to be made anew after anything arrived. Items [0, count()) are
/// those up to the playhead; numbers that a damaged file makes up are none (-1, NaN). Of images that are open and not
/// run yet all are there, clean and one after the other.
class ImageItems {
public:
    explicit ImageItems(const RunModel& run);

    std::int64_t count() const { return count_; }
    std::int64_t arrived() const { return arrived_; }
    std::int64_t image(std::int64_t item) const;  // its number in the set; negative: noise; no_image: not known
    std::int32_t shift(std::int64_t item) const { return narrow(whole(shift_, item)); }
    std::int32_t label(std::int64_t item) const { return narrow(whole(label_, item)); }
    /// The class that the arm names; -1: it did not run.
    std::int32_t predicted(Arm arm, std::int64_t item) const;
    std::vector<Guess> guesses(Arm arm, std::int64_t item) const;  // the likeliest first
    double entropy(Arm arm, std::int64_t item) const;              // nats; NaN: none
    double wrong(Arm arm, std::int64_t item) const;                // 1, 0; NaN: no label, or the arm did not run
    Outcome outcome(std::int64_t item) const;

private:
    struct ArmColumns {
        std::span<const float> wrong, entropy, ids, nll;
    };
    static ArmColumns columns_of(const RunModel& run, Arm arm);
    const ArmColumns& of(Arm arm) const { return arm == Arm::frozen ? frozen_ : adapted_; }
    static std::int64_t whole(std::span<const float> values, std::int64_t at);
    static std::int32_t narrow(std::int64_t value) { return static_cast<std::int32_t>(value); }

    std::int64_t arrived_, count_;
    bool is_preview_;
    std::span<const float> image_, shift_, label_;
    ArmColumns frozen_, adapted_;
};

}  // namespace ttt
