#include "app/workbench/opened_images.h"

#include "app/named_images.h"
#include "app/places.h"

#include <exception>
#include <utility>

namespace ttt {

namespace {

std::shared_ptr<const ImageSet> in_one_pixel(ImageSet set)
{
    const auto count = static_cast<std::size_t>(set.count());
    set.shape.height = set.shape.width = 1;
    set.pixels.resize(count * set.shape.bytes());
    set.pixels.shrink_to_fit();
    return std::make_shared<const ImageSet>(std::move(set));
}

}  // namespace

OpenedImageSet open_image_set(const ImagesChoice& choice)
{
    OpenedImageSet opened;
    opened.choice = {.images = is_set_name(choice.images) ? choice.images : absolute_path(choice.images),
                     .labels = absolute_path(choice.labels)};
    try {
        OpenedImages read = open_named_images({.images = choice.images, .labels = choice.labels});
        opened.source = read.set.source;
        opened.hash = read.set.hash;
        opened.shape = read.set.shape;
        opened.count = read.set.count();
        opened.classes = read.set.classes();
        opened.class_names = read.set.class_names;
        opened.plan_set = in_one_pixel(std::move(read.set));
        opened.remarks = std::move(read.remarks);
    } catch (const std::exception& error) {
        opened.problem = error.what();
    }
    return opened;
}

}  // namespace ttt
