// What a stream has seen, copied: so that it can be read on in more than one way.
#pragma once

#include "engine/model/weights.h"

namespace ttt {

/// Of a stream that these weights read. Nobody who reads one of the two on changes the other. rows: of the copy, in
/// layers that carry one row; 0: as they are.
StreamState copy_stream(const StreamState& stream, const ModelWeights& weights, std::int64_t rows = 0);

/// That its copy takes.
std::int64_t bytes_of(const StreamState& stream, const ModelWeights& weights);

}  // namespace ttt
