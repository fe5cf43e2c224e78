#include "engine/vision/images/image_set.h"

#include "engine/records/error.h"
#include "engine/text/hash.h"

#include <algorithm>

namespace ttt {

namespace {

constexpr std::uint64_t largest_side = 65'500;  // of JPEG; PNG allows more than memory does

}  // namespace

std::int64_t ImageSet::count() const
{
    return shape.bytes() == 0 ? 0 : static_cast<std::int64_t>(pixels.size() / shape.bytes());
}

std::span<const std::uint8_t> ImageSet::image(std::int64_t index) const
{
    return std::span(pixels).subspan(static_cast<std::size_t>(index) * shape.bytes(), shape.bytes());
}

std::int64_t ImageSet::classes() const
{
    if (!class_names.empty())
        return static_cast<std::int64_t>(class_names.size());
    return labels.empty() ? 0 : std::int64_t{*std::max_element(labels.begin(), labels.end())} + 1;
}

void check_image_size(const std::string& name, std::uint64_t count, const ImageShape& shape)
{
    const auto height = static_cast<std::uint64_t>(shape.height), width = static_cast<std::uint64_t>(shape.width);
    const std::string size = std::to_string(height) + " x " + std::to_string(width);
    if (count == 0 || height == 0 || width == 0)
        throw Error(name + " holds no image: " + std::to_string(count) + " of " + size + " pixels.");
    if (shape.channels != 1 && shape.channels != 3)
        throw Error(name + " has " + std::to_string(shape.channels) +
                    " channels; images have 1 (grey) or 3 (red, green, blue).");
    if (height > largest_side || width > largest_side || count > most_image_bytes / shape.bytes())
        throw Error(name + " says it holds " + std::to_string(count) + " images of " + size +
                    " pixels, and at most 4 GiB of images are taken at once.");
}

void check_labels(const std::string& name, std::span<const std::int32_t> labels, std::int64_t classes)
{
    const auto wrong = std::find_if(labels.begin(), labels.end(),
                                    [classes](std::int32_t label) { return label < 0 || label >= classes; });
    if (wrong != labels.end())
        throw Error(name + " gives image " + std::to_string(wrong - labels.begin()) + " the label " +
                    std::to_string(*wrong) + ", and the labels of " + std::to_string(classes) + " classes are 0 to " +
                    std::to_string(classes - 1) + ".");
}

void name_by_content(ImageSet& set)
{
    ContentHash hash;
    const std::int64_t sizes[] = {set.count(), set.shape.height, set.shape.width, set.shape.channels};
    hash.update(std::as_bytes(std::span(sizes)));
    hash.update(std::as_bytes(std::span(set.pixels)));
    hash.update(std::as_bytes(std::span(set.labels)));
    set.hash = hash.hex();
}

void keep_first(ImageSet& set, std::int64_t count)
{
    if (count >= set.count())
        return;
    set.pixels.resize(static_cast<std::size_t>(count) * set.shape.bytes());
    if (!set.labels.empty())
        set.labels.resize(static_cast<std::size_t>(count));
    name_by_content(set);
}

}  // namespace ttt
