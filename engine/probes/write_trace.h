// Answers about the writes of one reading; the mathematics and its source are in engine/probes/write_terms.h.
#pragma once

#include "engine/model/weights.h"
#include "engine/probes/write_log.h"
#include "engine/records/trace.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace ttt {

/// `item` in [1, log.items()), `token` in the vocabulary. Throws ttt::Error with a sentence for others; so do all
/// below.
LogitTrace trace_logit(const WriteLog& log, const ModelWeights& weights, std::int64_t item, std::int32_t token);

/// `text` holds the items that were read, at least.
ChunkTrace trace_chunk(const WriteLog& log, const ModelWeights& weights, std::int64_t chunk,
                       std::span<const std::int32_t> text);

/// Memory is bounded whatever the number of patterns. Throws ttt::Error("Cancelled.").
PatternTrace trace_patterns(const WriteLog& log, const ModelWeights& weights, std::span<const std::int64_t> items,
                            std::span<const std::int32_t> text, const std::stop_token& cancel);

}  // namespace ttt
