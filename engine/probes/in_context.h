// How much context helps: the in-context learning score of arXiv 2209.11895, loss at token 500 minus loss at token 50
// of a context that starts afresh.
#pragma once

#include "engine/records/heads.h"
#include "engine/ttt/arm_reader.h"

#include <cstdint>
#include <functional>
#include <stop_token>

namespace ttt {

inline constexpr std::int64_t context_length = 512;  // tokens

/// Loss at a place: the mean NLL of `around` tokens, those from `place` - 5 on, which tames the noise of single tokens.
struct ContextPlaces {
    std::int64_t early = 50;
    std::int64_t late = 500;
    std::int64_t around = 10;
};

/// Reads as many whole contexts as lie in ids i64 [T], one after another, each with a fresh reader and in chunks of
/// `chunk` tokens. NaN for an arm that does not run, and without a whole context. Throws ttt::Error("Cancelled.").
InContextScore in_context_score(const std::function<ArmReader()>& start, const torch::Tensor& ids, std::int64_t chunk,
                                const std::stop_token& cancel, const ContextPlaces& places = {});

}  // namespace ttt
