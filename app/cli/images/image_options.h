// The images of a command: where they come from, and how many.
#pragma once

#include "engine/vision/images/open_images.h"

namespace CLI {
class App;
}

namespace ttt {

/// --images --labels --size --count
void add_image_options(CLI::App& command, ImageRequest& request);

/// With the shipped images where they are needed; remarks go to standard error.
ImageSet open_told_images(const ImageRequest& request);

}  // namespace ttt
