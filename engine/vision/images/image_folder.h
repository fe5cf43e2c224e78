// A folder of PNG and JPEG files; its sub-folders are the classes.
#pragma once

#include "engine/vision/images/image_set.h"

#include <string>
#include <vector>

namespace ttt {

struct ImageFolder {
    ImageSet set;
    std::vector<std::string> remarks;  // sentences: what was left out
};

/// In the order of names; without sub-folders there are no labels. `size`: every picture becomes a square of so many
/// pixels (centre_square); 0: as they are, and all must be alike. `most`: pictures that are read, of every class the
/// same share; 0: all. Grey ones become RGB where others are. Throws Error that names the file.
ImageFolder read_image_folder(const std::string& folder, std::int64_t size = 0, std::int64_t most = 0);

}  // namespace ttt
