#include "app/cli/images/image_options.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/shared/option_checks.h"
#include "app/named_images.h"

#include <CLI/CLI.hpp>

#include <utility>

namespace ttt {

void add_image_options(CLI::App& command, ImageRequest& request)
{
    request.images = fashion_mnist;
    command
        .add_option("--images", request.images,
                    "fashion-mnist, a folder of PNG or JPEG files (sub-folders are classes), or a file: .npy, IDX, "
                    "CIFAR's .bin; default: fashion-mnist")
        ->type_name("NAME");
    command.add_option("--labels", request.labels, "Their labels: .npy or IDX")->type_name("FILE");
    command
        .add_option("--size", request.size, "Side in pixels of the squares that a folder's pictures become; 0: as is")
        ->check(whole_number(0))
        ->type_name("N");
    command
        .add_option("--count", request.count,
                    "Only the first so many, of a folder the same share of every class; 0: all; default: 0")
        ->check(whole_number(0))
        ->type_name("N");
}

ImageSet open_told_images(const ImageRequest& request)
{
    OpenedImages opened = open_named_images(request);
    tell_remarks(opened.remarks);
    return std::move(opened.set);
}

}  // namespace ttt
