#include "views/images/class_shares.h"

#include "views/images/image_items.h"
#include "views/images/image_words.h"

#include <tuple>

namespace ttt {

namespace {

std::int32_t class_of(const ImageItems& items, ClassSource source, std::int64_t item)
{
    switch (source) {
    case ClassSource::frozen:
        return items.predicted(Arm::frozen, item);
    case ClassSource::labels:
        return items.label(item);
    case ClassSource::adapted:
        break;
    }
    return items.predicted(Arm::adapted, item);
}

}  // namespace

void ClassShares::start(const RunModel& run, ClassSource source)
{
    source_ = source;
    classes_ = class_count(run);
    RunHeader header = run.header();
    header.dictionary = {};
    header.dictionary.metrics = {
        {static_cast<std::int32_t>(class_share), "class_share", "share of the predictions", "%", 1}};
    shares_.start(std::move(header), NamedInput{});
    follow(run);
}

/// A class that was not met before changes the rows.
void ClassShares::follow(const RunModel& run)
{
    if (class_count(run, shares_.item_count()) > classes_)
        return start(run, source_);
    StepBatch steps;
    for (std::int64_t step = shares_.step_count(); step < run.step_count(); ++step)
        steps.push_back(count(run, step));
    shares_.append(steps);
    shares_.set_shown_steps(run.shown_steps());
    if (!run.is_running() && shares_.is_running())
        shares_.end(run.summary());
}

StepRecord ClassShares::count(const RunModel& run, std::int64_t step) const
{
    StepRecord record;
    record.index = step;
    std::tie(record.begin, record.end) = run.items_of(step);
    std::vector<std::int64_t> counts(static_cast<std::size_t>(classes_));
    std::int64_t all = 0;
    const ImageItems items(run);
    for (std::int64_t item = record.begin; item < record.end; ++item)
        if (const std::int32_t named = class_of(items, source_, item); named >= 0 && named < classes_) {
            ++counts[static_cast<std::size_t>(named)];
            ++all;
        }
    for (std::int32_t each = 0; all > 0 && each < classes_; ++each)
        record.metrics.push_back(
            {class_share, each,
             100 * static_cast<double>(counts[static_cast<std::size_t>(each)]) / static_cast<double>(all)});
    return record;
}

}  // namespace ttt
