// Fashion-MNIST (arXiv 1708.07747, MIT): 28 x 28 grey pictures of clothes in ten classes.
#pragma once

#include "engine/vision/images/open_images.h"

namespace ttt {

/// All 10,000 where the folder `packaged` has them; else the 2,000 in `shipped`, which a remark says. Throws Error.
OpenedImages open_fashion_mnist_test(const std::string& packaged, const std::string& shipped);

/// The 60,000; these are not shipped. Throws Error.
OpenedImages open_fashion_mnist_train(const std::string& packaged);

}  // namespace ttt
