// A net for images as the table of settings sees it, and a run's settings as a method takes them.
#pragma once

#include "engine/records/settings/model_facts.h"
#include "engine/vision/methods/image_method_options.h"
#include "engine/vision/nets/image_net.h"
#include "engine/vision/run/net_info.h"

#include <string>

namespace ttt {

/// `name` as sentences name the net.
ModelFacts facts_of(const ImageNet& net, const std::string& name);

ImageNetInfo net_info(const ImageNet& net, const std::string& name);

/// `resolved`: of a run over images.
ImageMethodOptions image_options_of(const RunConfig& resolved);

}  // namespace ttt
