#include "engine/vision/images/fashion_mnist.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/vision/images/idx_file.h"

#include <filesystem>

namespace ttt {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t classes = 10;

/// With .gz where only that is there; empty: neither.
std::string file_in(const std::string& folder, const std::string& name)
{
    for (const std::string& ending : {std::string(), std::string(".gz")})
        if (const std::string path = (fs::path(folder) / (name + ending)).string(); fs::exists(path))
            return path;
    return {};
}

ImageSet read_pair(const std::string& folder, const std::string& part)
{
    const std::string labels = file_in(folder, part + "-labels-idx1-ubyte");
    if (labels.empty())
        throw Error("The labels of Fashion-MNIST are missing in " + printable_path(folder) + ".");
    ImageSet set = read_idx_images(file_in(folder, part + "-images-idx3-ubyte"));
    set.labels = read_idx_labels(labels, classes);
    if (static_cast<std::int64_t>(set.labels.size()) != set.count())
        throw Error("The file " + printable_path(labels) + " holds " + std::to_string(set.labels.size()) +
                    " labels, and there are " + std::to_string(set.count()) + " images.");
    set.class_names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                       "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    set.source = part == "train" ? "Fashion-MNIST training images" : "Fashion-MNIST test images";
    return set;
}

bool is_in(const std::string& folder, const std::string& part)
{
    return !folder.empty() && !file_in(folder, part + "-images-idx3-ubyte").empty();
}

}  // namespace

OpenedImages open_fashion_mnist_test(const std::string& packaged, const std::string& shipped)
{
    if (is_in(packaged, "t10k"))
        return {read_pair(packaged, "t10k"), {}};
    if (!is_in(shipped, "t10k"))
        throw Error("Fashion-MNIST was found neither in " + printable_path(packaged) + " nor in " +
                    printable_path(shipped) + "; on Debian: apt-get install dataset-fashion-mnist.");
    return {read_pair(shipped, "t10k"),
            {"These are the 2,000 Fashion-MNIST test images that are shipped; for all 10,000, on Debian: "
             "apt-get install dataset-fashion-mnist."}};
}

OpenedImages open_fashion_mnist_train(const std::string& packaged)
{
    if (!is_in(packaged, "train"))
        throw Error("The training images of Fashion-MNIST were not found in " + printable_path(packaged) +
                    "; on Debian: apt-get install dataset-fashion-mnist.");
    return {read_pair(packaged, "train"), {}};
}

}  // namespace ttt
