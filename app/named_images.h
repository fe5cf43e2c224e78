// Images by the name that a person gives them.
#pragma once

#include "engine/vision/images/open_images.h"

namespace ttt {

/// Whether it is a data set's name and no path.
bool is_set_name(std::string_view images);

/// Opens them with the shipped ones where they are needed, by absolute paths. Throws Error that a person can act on.
OpenedImages open_named_images(ImageRequest request);

}  // namespace ttt
