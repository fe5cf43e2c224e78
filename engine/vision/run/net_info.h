// A net for images as whoever has not run it needs to know it. No torch.
#pragma once

#include "engine/records/settings/model_facts.h"
#include "engine/vision/images/image_set.h"

#include <string>
#include <vector>

namespace ttt {

struct ImageNetInfo {
    ModelFacts facts{};
    ImageShape shape{};                         // of the images that it reads
    std::vector<std::string> class_names = {};  // empty: not known
};

/// Whether the folder's config.json says so; false where there is none that can be read.
bool is_image_net(const std::string& folder);

/// Reads all weights. Throws Error that a person can act on.
ImageNetInfo image_net_info(const std::string& folder);

/// What images must be alike in with a net.
struct ImagesToRead {
    std::string source{};  // for people
    ImageShape shape{};
    std::int64_t classes = 0;  // 0: not known
};

/// Why the net can't read these images, a sentence; empty: it can.
std::string net_problem(const ImageNetInfo& net, const ImagesToRead& images);

}  // namespace ttt
