#include "views/images/image_items.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr float largest_whole = 16'777'216;  // that a float tells from the next

double at_or_nan(std::span<const float> values, std::int64_t at)
{
    return at >= 0 && at < std::ssize(values) ? static_cast<double>(values[static_cast<std::size_t>(at)])
                                              : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

ImageItems::ImageItems(const RunModel& run)
    : arrived_(run.item_count()), count_(run.shown_items()), is_preview_(run.empty()),
      image_(run.column(Column::image)), shift_(run.column(Column::shift)), label_(run.column(Column::label)),
      frozen_(columns_of(run, Arm::frozen)), adapted_(columns_of(run, Arm::adapted))
{
    const auto* set = std::get_if<ImageSetRecord>(&run.input());
    if (is_preview_ && set)
        arrived_ = count_ = std::max<std::int64_t>(0, set->count);
}

ImageItems::ArmColumns ImageItems::columns_of(const RunModel& run, Arm arm)
{
    const auto column = [&](Quantity quantity) { return run.column(column_of(quantity, arm).value()); };
    return {column(Quantity::error), column(Quantity::entropy), column(Quantity::top_ids), column(Quantity::top_nll)};
}

std::int64_t ImageItems::whole(std::span<const float> values, std::int64_t at)
{
    const double value = at_or_nan(values, at);
    return value >= 0 && value < static_cast<double>(largest_whole) ? static_cast<std::int64_t>(value) : -1;
}

std::int64_t ImageItems::image(std::int64_t item) const
{
    if (is_preview_)
        return item >= 0 && item < count_ ? item : no_image;
    const double value = at_or_nan(image_, item);
    return std::abs(value) < static_cast<double>(largest_whole) ? static_cast<std::int64_t>(value) : no_image;
}

std::int32_t ImageItems::predicted(Arm arm, std::int64_t item) const
{
    return narrow(whole(of(arm).ids, item * top_k));
}

std::vector<Guess> ImageItems::guesses(Arm arm, std::int64_t item) const
{
    std::vector<Guess> guesses;
    for (std::int64_t place = 0; place < top_k; ++place) {
        const std::int32_t label = narrow(whole(of(arm).ids, item * top_k + place));
        const double nll = at_or_nan(of(arm).nll, item * top_k + place);
        if (label >= 0 && !std::isnan(nll))
            guesses.push_back({label, std::exp(-nll)});
    }
    return guesses;
}

double ImageItems::entropy(Arm arm, std::int64_t item) const
{
    return at_or_nan(of(arm).entropy, item);
}

double ImageItems::wrong(Arm arm, std::int64_t item) const
{
    return at_or_nan(of(arm).wrong, item);
}

Outcome ImageItems::outcome(std::int64_t item) const
{
    const double before = wrong(Arm::frozen, item), after = wrong(Arm::adapted, item);
    if (std::isnan(before) && std::isnan(after))
        return Outcome::unknown;
    if (std::isnan(before) || std::isnan(after))
        return std::max(std::isnan(before) ? 0 : before, std::isnan(after) ? 0 : after) > 0 ? Outcome::wrong
                                                                                            : Outcome::right;
    if (before > 0)
        return after > 0 ? Outcome::wrong : Outcome::mended;
    return after > 0 ? Outcome::broken : Outcome::right;
}

}  // namespace ttt
