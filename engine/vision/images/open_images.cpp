#include "engine/vision/images/open_images.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/vision/images/cifar_file.h"
#include "engine/vision/images/fashion_mnist.h"
#include "engine/vision/images/idx_file.h"
#include "engine/vision/images/image_folder.h"
#include "engine/vision/images/npy_file.h"
#include "engine/vision/images/packed_file.h"

#include <filesystem>

namespace ttt {

namespace {

namespace fs = std::filesystem;

/// The first bytes, unpacked.
std::string start_of(const std::string& path)
{
    PackedFile file(path);
    std::string start(8, '\0');
    start.resize(file.read_some(start.data(), start.size()));
    return start;
}

ImageSet read_image_file(const std::string& path)
{
    const std::string start = start_of(path);
    if (looks_like_npy(start))
        return read_npy_images(path);
    if (looks_like_idx(start))
        return read_idx_images(path);
    if (path.ends_with(".bin"))
        return read_cifar(path);
    throw Error("The file " + printable_path(path) +
                " is no set of images: .npy (u8 [N, H, W, C]), IDX (MNIST) and CIFAR's .bin are known, and folders of "
                "PNG or JPEG files.");
}

std::vector<std::int32_t> read_labels(const std::string& path)
{
    return looks_like_npy(start_of(path)) ? read_npy_labels(path) : read_idx_labels(path);
}

/// A folder in which somebody unpacked CIFAR: its test images.
std::string cifar_test(const std::string& folder)
{
    for (const char* name : {"test_batch.bin", "test.bin"})
        if (const fs::path path = fs::path(folder) / name; fs::exists(path))
            return path.string();
    return {};
}

OpenedImages open_place(const ImageRequest& request)
{
    if (request.images == fashion_mnist)
        return open_fashion_mnist_test(request.packaged, request.shipped);
    if (request.images == fashion_mnist_train)
        return open_fashion_mnist_train(request.packaged);
    if (!fs::is_directory(request.images))
        return {read_image_file(request.images), {}};
    if (const std::string cifar = cifar_test(request.images); !cifar.empty())
        return {read_cifar(cifar), {}};
    ImageFolder folder = read_image_folder(request.images, request.size, request.count);
    return {std::move(folder.set), std::move(folder.remarks)};
}

void take_labels(ImageSet& set, const std::string& path)
{
    std::vector<std::int32_t> labels = read_labels(path);
    if (static_cast<std::int64_t>(labels.size()) != set.count())
        throw Error("The file " + printable_path(path) + " holds " + std::to_string(labels.size()) +
                    " labels, and there are " + std::to_string(set.count()) + " images.");
    if (!set.class_names.empty())
        check_labels("The file " + printable_path(path), labels, set.classes());
    set.labels = std::move(labels);
}

}  // namespace

OpenedImages open_images(const ImageRequest& request)
{
    if (request.images.empty())
        throw Error("No images are named: give fashion-mnist, a folder of PNG or JPEG files, or a file.");
    OpenedImages opened = open_place(request);
    if (!request.labels.empty())
        take_labels(opened.set, request.labels);
    if (opened.set.source.empty())
        opened.set.source = printable_path(fs::path(request.images).filename().string());
    name_by_content(opened.set);
    if (request.count > 0)
        keep_first(opened.set, request.count);
    return opened;
}

}  // namespace ttt
