// Input: a file of images (.npy, IDX plain or .gz, CIFAR, PNG, JPEG). Whatever it says, it is refused in a sentence, or
// gives as many pixels as its shape promises.
#include "engine/vision/images/cifar_file.h"
#include "engine/vision/images/idx_file.h"
#include "engine/vision/images/npy_file.h"
#include "engine/vision/images/open_images.h"
#include "engine/vision/images/picture.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/memory_file.h"

using namespace ttt;

namespace {

void check(const ImageSet& set)
{
    fuzz::require(set.count() > 0, "a set has an image");
    fuzz::require(set.pixels.size() == static_cast<std::size_t>(set.count()) * set.shape.bytes(),
                  "no pixel is missing");
    fuzz::require(set.shape.channels == 1 || set.shape.channels == 3, "grey or colour");
    fuzz::require(set.labels.empty() || static_cast<std::int64_t>(set.labels.size()) == set.count(), "a label each");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const fuzz::MemoryFile file(bytes);
    fuzz::guarded([&] { check(open_images({.images = file.path()}).set); });
    fuzz::guarded([&] { check(read_cifar(file.path())); });
    fuzz::guarded([&] { read_npy_labels(file.path()); });
    fuzz::guarded([&] { read_idx_labels(file.path(), 10); });
    fuzz::guarded([&] {
        const Picture picture = decode_picture(bytes, "input");
        fuzz::require(picture.pixels.size() == picture.shape.bytes(), "no pixel is missing");
        const Picture square = centre_square(picture, 8);
        fuzz::require(square.pixels.size() == 64 * static_cast<std::size_t>(picture.shape.channels), "a square of 8");
    });
    return 0;
}
