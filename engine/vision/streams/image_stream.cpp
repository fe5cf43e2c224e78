#include "engine/vision/streams/image_stream.h"

#include "engine/records/error.h"
#include "engine/vision/streams/class_order.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ttt {

namespace {

/// 1, 2, …, s, …, 2, 1.
std::vector<Shift> risen_and_fallen(const std::vector<Shift>& shifts)
{
    std::vector<Shift> all;
    for (const Shift& shift : shifts) {
        if (shift.severity == 0)
            all.push_back(shift);
        for (int severity = 1; severity <= shift.severity; ++severity)
            all.push_back({shift.corruption, severity});
        for (int severity = shift.severity - 1; severity >= 1; --severity)
            all.push_back({shift.corruption, severity});
    }
    return all;
}

void check_stream(const ImageStream& stream, const ImageSet& set)
{
    if (stream.batch < 1 || stream.batch > most_batch)
        throw Error("A batch has 1 to " + std::to_string(most_batch) + " images, not " + std::to_string(stream.batch) +
                    ".");
    if (stream.count < 0 || set.count() == 0)
        throw Error("A stream needs at least one image.");
    if (stream.shifts.empty())
        throw Error("The stream is empty; write something like gaussian_noise:5,fog:5.");
    const bool by_class = stream.order == StreamOrder::sorted || stream.order == StreamOrder::dirichlet ||
                          stream.order == StreamOrder::one_class;
    if (by_class && set.labels.empty())
        throw Error("The order " + order_text(stream) + " goes by class, and these images have no labels.");
    for (const Shift& shift : stream.shifts)
        check_shift(shift, set.shape);
}

std::int64_t images_of(const ImageStream& stream, const ImageSet& set)
{
    return stream.count == 0 ? set.count() : std::min(stream.count, set.count());
}

void keep_class(std::vector<std::int64_t>& images, const ImageSet& set, std::int32_t label)
{
    std::erase_if(images, [&](std::int64_t image) { return set.labels[static_cast<std::size_t>(image)] != label; });
    if (images.empty())
        throw Error("The first images of " + set.source + " have none of class " + std::to_string(label) +
                    ", so a stream of that class alone is empty.");
}

/// Until they are this share of all. Numbers are not used again in another shift.
void add_noise(std::vector<std::int64_t>& images, double share, std::int64_t shift)
{
    const auto count = static_cast<double>(images.size());
    const auto wanted = static_cast<std::int64_t>(std::round(count * share / (1 - share)));
    for (std::int64_t noise = 0; noise < wanted; ++noise)
        images.push_back(-1 - (shift * wanted + noise));
}

std::vector<std::int64_t> ordered_images(const ImageStream& stream, const ImageSet& set, std::size_t shift)
{
    std::vector<std::int64_t> images(static_cast<std::size_t>(images_of(stream, set)));
    std::iota(images.begin(), images.end(), 0);
    if (stream.order == StreamOrder::one_class)
        keep_class(images, set, static_cast<std::int32_t>(stream.number));
    Draws draws(stream.seed, static_cast<std::int64_t>(shift), "order", 0);
    if (stream.order == StreamOrder::noise)
        add_noise(images, stream.number, static_cast<std::int64_t>(shift));
    shuffle(images, draws);
    if (stream.order == StreamOrder::sorted)
        sort_by_class(images, set.labels);
    if (stream.order == StreamOrder::dirichlet)
        clump_by_class(images, set.labels, stream.number, draws);
    return images;
}

void add_batches(const std::vector<StreamItem>& items, std::int64_t batch, std::vector<StreamStep>& steps)
{
    const auto size = static_cast<std::size_t>(batch);
    for (std::size_t begin = 0; begin < items.size(); begin += size) {
        const std::size_t end = std::min(items.size(), begin + size);
        steps.push_back(
            {{items.begin() + static_cast<std::ptrdiff_t>(begin), items.begin() + static_cast<std::ptrdiff_t>(end)},
             false});
    }
}

std::vector<StreamItem> items_of(const ImageStream& stream, const ImageSet& set, std::size_t shift)
{
    std::vector<StreamItem> items;
    for (const std::int64_t image : ordered_images(stream, set, shift))
        items.push_back({image, static_cast<std::int32_t>(shift)});
    return items;
}

}  // namespace

std::int64_t StreamPlan::items() const
{
    return std::accumulate(steps.begin(), steps.end(), std::int64_t{0}, [](std::int64_t sum, const StreamStep& step) {
        return sum + static_cast<std::int64_t>(step.items.size());
    });
}

StreamPlan plan_stream(const ImageStream& stream, const ImageSet& set)
{
    check_stream(stream, set);
    StreamPlan plan;
    plan.shifts = stream.order == StreamOrder::gradual ? risen_and_fallen(stream.shifts) : stream.shifts;
    std::vector<StreamItem> mixed_items;
    for (std::size_t shift = 0; shift < plan.shifts.size(); ++shift) {
        const std::vector<StreamItem> items = items_of(stream, set, shift);
        const std::size_t first = plan.steps.size();
        if (stream.order == StreamOrder::mixed)
            mixed_items.insert(mixed_items.end(), items.begin(), items.end());
        else
            add_batches(items, stream.batch, plan.steps);
        if (stream.order == StreamOrder::reset_each || stream.order == StreamOrder::collected)
            plan.steps[first].resets = true;
        if (stream.order == StreamOrder::collected)
            plan.steps[first].epochs = static_cast<std::int64_t>(stream.number);
    }
    Draws draws(stream.seed, -1, "order", 0);
    shuffle(mixed_items, draws);
    add_batches(mixed_items, stream.batch, plan.steps);
    return plan;
}

void shown_image(const ImageSet& set, std::int64_t image, const Shift& shift, std::uint64_t seed,
                 std::span<std::uint8_t> to)
{
    if (image >= 0)
        return corrupt(set.image(image), set.shape, shift, seed, image, to);
    Draws draws(seed, image, "noise", 0);
    for (std::uint8_t& value : to)
        value = static_cast<std::uint8_t>(draws.whole(0, 256));
}

void stream_image(const ImageStream& stream, const StreamPlan& plan, const ImageSet& set, const StreamItem& item,
                  std::span<std::uint8_t> to)
{
    shown_image(set, item.image, plan.shifts[static_cast<std::size_t>(item.shift)], stream.seed, to);
}

}  // namespace ttt
