// What a stream has seen, copied: so that it can be read on in more than one way.
#pragma once

#include "engine/model/mixer.h"

namespace ttt {

/// Nobody who reads one of the two on changes the other. rows: of the copy, in layers that carry one row; 0: as they
/// are.
StreamState copy_stream(const StreamState& stream, const ModelConfig& config, std::int64_t rows = 0);

std::int64_t bytes_of(const StreamState& stream);

}  // namespace ttt
