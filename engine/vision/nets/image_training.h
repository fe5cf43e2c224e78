// What all trainers of image nets share: what a person sees of one, and what decides it. No torch in this header.
#pragma once

#include "engine/records/run_words.h"
#include "engine/vision/images/image_set.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace ttt {

struct TrainingNumber {
    std::string key;    // in the log
    std::string title;  // for people
    double value = 0;
    std::string unit{};  // "%", or empty
};

struct ImageTrainingProgress {
    std::string phase;       // of a trainer that has several, or empty
    std::int64_t epoch = 0;  // that this one is, from 1
    std::int64_t epochs = 0;
    std::vector<TrainingNumber> losses;  // mean since the last report
    double lr = 0;
    double images_per_second = 0;
    double seconds_left = 0;
    std::vector<TrainingNumber> judged;  // after an epoch, of the test images
    bool is_epoch = false;               // the epoch is done
    std::string message;                 // a sentence; the numbers are then empty
};

using ImageTrainingReport = std::function<void(const ImageTrainingProgress&)>;

enum class ImageTrainingEnd { finished, stopped };

/// Throws Error when the images can't be trained on: no labels, no squares.
void check_training_images(const ImageSet& train);

/// Throws Error when the test images do not fit those of training. No test images: fine.
void check_test_images(const ImageSet& train, const ImageSet& test);

/// What a config says about the images that it is trained on; values are mapped to -1 … 1. Throws Error.
template <class Config>
Config config_of_images(Config config, const ImageSet& train)
{
    check_training_images(train);
    config.classes = train.classes();
    config.channels = train.shape.channels;
    config.side = train.shape.height;
    config.mean.assign(static_cast<std::size_t>(config.channels), 0.5);
    config.deviation = config.mean;
    config.class_names = train.class_names;
    config.trained_on = train.source;
    return config;
}

}  // namespace ttt
