// What a name of images leads to: the one door to all readers of this folder.
#pragma once

#include "engine/vision/images/image_set.h"

#include <string>
#include <string_view>
#include <vector>

namespace ttt {

inline constexpr std::string_view fashion_mnist = "fashion-mnist";              // 10,000 test images, or those shipped
inline constexpr std::string_view fashion_mnist_train = "fashion-mnist-train";  // 60,000

/// Where the Debian package dataset-fashion-mnist puts them.
inline constexpr std::string_view packaged_fashion_mnist = "/usr/share/datasets/fashion-mnist";

struct ImageRequest {
    std::string images{};    // one of the names above, a folder, or a file: .npy, IDX (.gz), CIFAR .bin
    std::string labels{};    // .npy or IDX; empty: those of the images, if they have any
    std::int64_t size = 0;   // of a folder's pictures, see image_folder.h
    std::int64_t count = 0;  // only the first so many; 0: all
    std::string shipped{};   // folder of the shipped images
    std::string packaged{packaged_fashion_mnist};
};

struct OpenedImages {
    ImageSet set;                      // with source and hash
    std::vector<std::string> remarks;  // sentences
};

/// Throws Error that a person can act on.
OpenedImages open_images(const ImageRequest& request);

}  // namespace ttt
