// The stream of a run, opened: its set, its plan, its batches as tensors.
#pragma once

#include "engine/records/input.h"
#include "engine/records/run_config.h"
#include "engine/vision/streams/image_stream.h"

#include <torch/types.h>

#include <string>
#include <vector>

namespace ttt {

/// A plain value; one thread.
struct StreamReader {
    ImageSet set;
    ImageStream stream;
    StreamPlan plan;
    std::vector<std::string> remarks;  // of the images

    /// u8 [B, C, H, W] on the CPU.
    torch::Tensor pixels(const StreamStep& step) const;

    /// The same of the first images of the set, as they are; fewer when there are no more.
    torch::Tensor clean_pixels(std::int64_t first, std::int64_t count) const;

    /// What a session keeps of it.
    ImageSetRecord record() const;
};

/// `config` is resolved. `shipped`: folder of the shipped images. Throws Error that a person can act on.
StreamReader open_stream(const RunConfig& config, const std::string& shipped);

}  // namespace ttt
