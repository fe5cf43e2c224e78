#include "engine/vision/nets/image_training.h"

#include "engine/records/error.h"

namespace ttt {

void check_training_images(const ImageSet& train)
{
    if (train.labels.empty())
        throw Error("The training images have no labels.");
    if (train.shape.height != train.shape.width)
        throw Error("The training images are " + std::to_string(train.shape.height) + " x " +
                    std::to_string(train.shape.width) + " pixels; rotations and patches need squares.");
}

void check_test_images(const ImageSet& train, const ImageSet& test)
{
    if (test.count() > 0 && !(test.shape == train.shape))
        throw Error("The test images have another shape than the training images.");
    check_labels("The test set", test.labels, train.classes());
}

}  // namespace ttt
