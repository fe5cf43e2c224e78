#include "engine/vision/run/stream_reader.h"

#include "engine/vision/images/open_images.h"

#include <algorithm>

namespace ttt {

namespace {

using torch::Tensor;

ImageStream stream_of(const RunConfig& config, const ImageShape& shape)
{
    ImageStream stream;
    stream.shifts = parse_shifts(config.stream, shape);
    parse_order(config.order, stream);
    stream.batch = config.batch;
    stream.count = config.count;
    stream.seed = config.seed;
    return stream;
}

/// u8 [N, H, W, C] to [N, C, H, W]. Grey images are both at once and would count as channels last.
Tensor channels_first(const Tensor& images)
{
    return images.permute({0, 3, 1, 2}).clone(at::MemoryFormat::Contiguous);
}

/// Of the set, that the plan shows: the first so many.
std::int64_t shown_images(const StreamPlan& plan)
{
    std::int64_t last = -1;
    for (const StreamStep& step : plan.steps)
        for (const StreamItem& item : step.items)
            last = std::max(last, item.image);
    return last + 1;
}

}  // namespace

Tensor StreamReader::pixels(const StreamStep& step) const
{
    const ImageShape& shape = set.shape;
    Tensor images = torch::empty(
        {static_cast<std::int64_t>(step.items.size()), shape.height, shape.width, shape.channels}, torch::kByte);
    auto* to = images.data_ptr<std::uint8_t>();
    for (const StreamItem& item : step.items) {
        stream_image(stream, plan, set, item, {to, shape.bytes()});
        to += shape.bytes();
    }
    return channels_first(images);
}

Tensor StreamReader::clean_pixels(std::int64_t first, std::int64_t count) const
{
    const ImageShape& shape = set.shape;
    count = std::clamp<std::int64_t>(count, 0, set.count() - first);
    Tensor images = torch::empty({count, shape.height, shape.width, shape.channels}, torch::kByte);
    const auto* from = set.pixels.data() + static_cast<std::size_t>(first) * shape.bytes();
    std::copy_n(from, static_cast<std::size_t>(count) * shape.bytes(), images.data_ptr<std::uint8_t>());
    return channels_first(images);
}

ImageSetRecord StreamReader::record() const
{
    ImageSetRecord record{.hash = set.hash,
                          .name = set.source,
                          .height = set.shape.height,
                          .width = set.shape.width,
                          .channels = set.shape.channels,
                          .count = shown_images(plan),
                          .class_names = set.class_names,
                          .pixels = {},
                          .shifts = {}};
    const auto bytes = static_cast<std::size_t>(record.count) * set.shape.bytes();
    if (bytes <= static_cast<std::size_t>(ImageSetRecord::most_bytes))
        record.pixels.assign(reinterpret_cast<const char*>(set.pixels.data()), bytes);
    for (const Shift& shift : plan.shifts)
        record.shifts.push_back({shift.corruption, shift.severity});
    return record;
}

StreamReader open_stream(const RunConfig& config, const std::string& shipped)
{
    OpenedImages opened =
        open_images({.images = config.images, .labels = config.labels, .count = 0, .shipped = shipped});
    StreamReader reader{.set = std::move(opened.set), .stream = {}, .plan = {}, .remarks = std::move(opened.remarks)};
    reader.stream = stream_of(config, reader.set.shape);
    reader.plan = plan_stream(reader.stream, reader.set);
    return reader;
}

}  // namespace ttt
