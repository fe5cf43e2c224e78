// Images that a person opened but has not run yet: what they are, without their pixels.
#pragma once

#include "engine/vision/images/image_set.h"
#include "engine/vision/run/net_info.h"

#include <memory>
#include <string>
#include <vector>

namespace ttt {

/// How a run names them.
struct ImagesChoice {
    std::string images{};  // a name (fashion-mnist) or a path; empty: none
    std::string labels{};  // a file; empty: those of the images, if they have any

    bool operator==(const ImagesChoice&) const = default;
};

/// Free of torch; any thread.
struct OpenedImageSet {
    ImagesChoice choice{};  // paths are absolute
    std::string source{};   // for people: "Fashion-MNIST test images"
    std::string hash{};
    ImageShape shape{};
    std::int64_t count = 0;
    std::int64_t classes = 0;  // 0: nobody knows
    std::vector<std::string> class_names{};
    std::shared_ptr<const ImageSet> plan_set{};  // of so many images of one pixel, with the labels: to plan streams
    std::vector<std::string> remarks{};          // sentences
    std::string problem{};                       // a sentence; the other members are then empty but for the choice

    bool is_good() const { return !choice.images.empty() && problem.empty(); }
    ImagesToRead to_read() const { return {.source = source, .shape = shape, .classes = classes}; }
};

/// Reads and checks all of them. Never throws: see `problem`.
OpenedImageSet open_image_set(const ImagesChoice& choice);

}  // namespace ttt
