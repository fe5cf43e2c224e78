// What attention heads do: scores of every head, the pattern of one. What comes out of engine/lab.h.
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

/// NaN: there was nothing to measure.
struct HeadScore {
    std::int32_t layer = 0;
    std::int32_t head = 0;
    double prefix_random = 0;    // attention mass on what followed an earlier occurrence of the token, in [0, 1]
    double copying_random = 0;   // how far the head raises the logits of what it attends to, in standard deviations
    double prefix_document = 0;  // the same on the text
    double copying_document = 0;
};

/// Loss at token 500 minus loss at token 50 of contexts that start afresh, nats; negative: context helps.
struct InContextScore {
    double frozen = 0;
    double adapted = 0;
    std::int64_t contexts = 0;  // averaged over; 0: the document is too short
};

struct HeadSurvey {
    std::vector<HeadScore> heads;  // layer by layer
    std::int64_t heads_per_layer = 0;
    std::int64_t span = 0;     // tokens of the random span
    std::int64_t repeats = 0;  // of the span
    std::int64_t spans = 0;    // different random spans, averaged over
    std::int64_t items = 0;    // of the document
    std::int64_t window = 0;   // attention window in tokens; 0: full
    double even_random = 0;    // prefix score of a head that looks at all it sees alike, mean over the layers
    double even_document = 0;  // the same on the text
    InContextScore in_context;
};

/// Rows of attention of one head over a stretch of the document.
struct AttentionPattern {
    std::int32_t layer = -1;
    std::int32_t head = 0;
    std::int64_t first_query = 0;  // item
    std::int64_t first_key = 0;    // item
    std::int64_t queries = 0;
    std::int64_t keys = 0;
    std::vector<float> weights;  // [queries, keys], rows sum to 1 over the keys that the query sees; 0: not seen
};

}  // namespace ttt
