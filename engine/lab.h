// The second door to the engine: looks inside a run by reading it again. No torch in this header.
#pragma once

#include "engine/records/causality.h"
#include "engine/records/heads.h"
#include "engine/records/records.h"
#include "engine/records/trace.h"

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace ttt {

/// A model opened for questions about one text. Create, use and destroy it on one thread. Every answer that takes long
/// asks `cancel` between chunks and throws ttt::Error("Cancelled.") when it is asked to stop.
class Lab {
public:
    /// `config` as a run's header holds it; `ids` the tokens of its document. Throws ttt::Error with a sentence.
    Lab(RunConfig config, std::vector<std::int32_t> ids);
    ~Lab();
    Lab(Lab&&) noexcept;
    Lab& operator=(Lab&&) noexcept;

    /// Reads the next chunk frozen and adapted and keeps what it wrote; false at the end of the text. Questions about
    /// writes are answered for what was read. Throws ttt::Error before the first step if memory would not suffice.
    bool step();
    std::int64_t items_read() const;

    /// Of the model as it is on disk now; a run is the one that was logged only where this is its header's.
    std::string model_hash() const;

    /// 1 <= item < items_read(). token -1: the one that stands there.
    LogitTrace trace_logit(std::int64_t item, std::int32_t token = -1) const;
    /// A chunk that was read whole.
    ChunkTrace trace_chunk(std::int64_t chunk) const;
    /// Items of predicted B's, ascending, all read.
    PatternTrace trace_patterns(std::span<const std::int64_t> items, std::stop_token cancel) const;

    /// Reads the text (at most `items` tokens of it) and random repeated spans; independent of step().
    HeadSurvey survey_heads(std::int64_t items, std::stop_token cancel) const;
    /// Attention of the adapted model (frozen, when nothing is fast) over items [begin, end).
    AttentionPattern attention(std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end,
                               std::stop_token cancel) const;
    /// Replaces the token of `item` by another and reads both texts up to `end`.
    CausalityCheck check_causality(std::int64_t item, std::int64_t end, std::stop_token cancel) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ttt
