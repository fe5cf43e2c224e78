// A run over a stream of images. No torch in this header.
#pragma once

#include "engine/run_body.h"

#include <memory>
#include <string>

namespace ttt {

/// Where the shipped images stand; both programs say so at their start, before any run. Not thread-safe.
void set_shipped_images(std::string folder);

/// Opens images and net and checks every choice; throws as Runner tells. A step is a batch of the stream: the frozen
/// net and what adapts answer on the same images.
std::unique_ptr<RunBody> make_image_run(const RunConfig& config);

}  // namespace ttt
