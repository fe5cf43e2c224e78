// What can be told of a stream of images before it is run. Any thread.
#pragma once

#include "app/workbench/opened_images.h"
#include "engine/records/run_config.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// Why the stream or its order (`key`) can't be over these images, a sentence; empty: it can, or the key is another
/// one.
std::string stream_problem(std::string_view key, const RunConfig& config, const OpenedImageSet& images);

/// How many images the stream shows; nullopt: it can't be.
std::optional<std::int64_t> stream_length(const RunConfig& config, const OpenedImageSet& images);

/// What a shift may be, at the severity that is mostly used: "fog:5", "all:5", "clean".
std::vector<std::string> shift_words();

}  // namespace ttt
