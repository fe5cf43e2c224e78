#include "app/named_images.h"

#include "app/places.h"

#include <utility>

namespace ttt {

bool is_set_name(std::string_view images)
{
    return images == fashion_mnist || images == fashion_mnist_train;
}

OpenedImages open_named_images(ImageRequest request)
{
    if (request.images == fashion_mnist)
        request.shipped = resources_folder() + "/images/fashion-mnist";
    else if (!is_set_name(request.images))
        request.images = absolute_path(request.images);
    request.labels = absolute_path(request.labels);
    return open_images(request);
}

}  // namespace ttt
