// CIFAR-10 and CIFAR-100 as their authors publish them, binary (https://www.cs.toronto.edu/~kriz/cifar.html): per
// image one label (CIFAR-100: coarse, fine), then 1024 bytes each of red, green and blue.
#pragma once

#include "engine/vision/images/image_set.h"

#include <string>

namespace ttt {

/// Which of the two follows from the size. Names of the classes from the file beside it, where there is one.
/// Throws Error.
ImageSet read_cifar(const std::string& path);

}  // namespace ttt
