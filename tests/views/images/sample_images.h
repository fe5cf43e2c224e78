// A run over a stream of images made up for the views' tests: what becomes of each image is told by its number.
#pragma once

#include "views/run_model.h"

#include <limits>

namespace ttt::sample {

struct ImageRunShape {
    std::int64_t images = 20;  // of the set, shown once in each shift
    std::int64_t batch = 10;
    std::vector<ShiftRecord> shifts{{"fog", 5}, {"", 0}};
    bool labels = true, frozen = true, adapted = true, names = true;

    std::int64_t items() const { return images * static_cast<std::int64_t>(shifts.size()); }
};

inline constexpr std::int64_t classes = 3;

/// Of item t by t % 4: both right, mended, broken, both wrong.
inline bool is_wrong(Arm arm, std::int64_t item)
{
    return item % 4 == 3 || item % 4 == (arm == Arm::frozen ? 1 : 2);
}

inline std::int64_t label_of(std::int64_t item)
{
    return item % classes;
}

inline std::int64_t said_of(Arm arm, std::int64_t item)
{
    return (label_of(item) + is_wrong(arm, item)) % classes;
}

inline RunHeader image_header(const ImageRunShape& shape)
{
    RunHeader header;
    header.run_id = "1a3e5000-0000-4000-8000-000000000001";
    header.kind = images_kind;
    header.config.method = "tent";
    header.config.batch = shape.batch;
    header.item_count = shape.items();
    header.step_items = shape.batch;
    header.step_count = (shape.items() + shape.batch - 1) / shape.batch;
    header.layer_count = 1;
    return header;
}

inline ImageSetRecord image_set(const ImageRunShape& shape)
{
    ImageSetRecord set{.hash = "xxh3:1",
                       .name = "squares",
                       .height = 4,
                       .width = 4,
                       .channels = 1,
                       .count = shape.images,
                       .class_names = {},
                       .pixels = std::string(static_cast<std::size_t>(shape.images) * 16, '\x80'),
                       .shifts = shape.shifts};
    if (shape.names)
        set.class_names = {"shoe", "shirt", "bag"};
    return set;
}

inline void add_arm(StepRecord& step, const ImageRunShape& shape, Arm arm)
{
    std::vector<float> wrong, entropy, ids, nll;
    for (std::int64_t item = step.begin; item < step.end; ++item) {
        wrong.push_back(shape.labels ? static_cast<float>(is_wrong(arm, item))
                                     : std::numeric_limits<float>::quiet_NaN());
        entropy.push_back(arm == Arm::frozen ? 0.9F : 0.3F);
        for (std::int64_t place = 0; place < top_k; ++place) {
            const bool is_there = place < classes;
            ids.push_back(is_there ? static_cast<float>((said_of(arm, item) + place) % classes)
                                   : std::numeric_limits<float>::quiet_NaN());
            nll.push_back(is_there ? 0.25F + static_cast<float>(2 * place) : std::numeric_limits<float>::quiet_NaN());
        }
    }
    step.columns.push_back({column_of(Quantity::error, arm).value(), wrong});
    step.columns.push_back({column_of(Quantity::entropy, arm).value(), entropy});
    step.columns.push_back({column_of(Quantity::top_ids, arm).value(), ids});
    step.columns.push_back({column_of(Quantity::top_nll, arm).value(), nll});
    step.metrics.push_back({metric_of(Quantity::entropy, arm).value(), -1, arm == Arm::frozen ? 0.9 : 0.3});
    step.metrics.push_back({metric_of(Quantity::mean_entropy, arm).value(), -1, arm == Arm::frozen ? 1.0 : 0.5});
}

inline StepRecord image_step(const ImageRunShape& shape, std::int64_t index)
{
    StepRecord step;
    step.index = index;
    step.begin = index * shape.batch;
    step.end = std::min(step.begin + shape.batch, shape.items());
    std::vector<float> images, labels, shifts;
    for (std::int64_t item = step.begin; item < step.end; ++item) {
        images.push_back(static_cast<float>(item % shape.images));
        shifts.push_back(static_cast<float>(item / shape.images));
        labels.push_back(shape.labels ? static_cast<float>(label_of(item)) : std::numeric_limits<float>::quiet_NaN());
    }
    step.columns = {{Column::image, images}, {Column::label, labels}, {Column::shift, shifts}};
    if (shape.frozen)
        add_arm(step, shape, Arm::frozen);
    if (shape.adapted)
        add_arm(step, shape, Arm::adapted);
    if (step.begin % shape.images == 0) {
        EventRows& rows = rows_of(step, EventKind::shift);
        rows.items.push_back(step.begin);
        rows.values.push_back(static_cast<double>(step.begin / shape.images));
    }
    return step;
}

/// start() and append() of the first `steps` steps (-1: all, then end()).
inline void fill_images(RunModel& run, const ImageRunShape& shape = {}, std::int64_t steps = -1)
{
    run.start(image_header(shape), image_set(shape));
    const std::int64_t all = image_header(shape).step_count;
    StepBatch batch;
    for (std::int64_t index = 0; index < (steps < 0 ? all : steps); ++index)
        batch.push_back(image_step(shape, index));
    run.append(batch);
    if (steps < 0)
        run.end({.state = RunState::finished, .message = {}, .items = shape.items(), .steps = all});
}

}  // namespace ttt::sample
