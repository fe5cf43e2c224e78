// A test of time's arrow: one token is changed, and nothing before it may move. What comes out of engine/lab.h.
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

struct CausalityCheck {
    std::int64_t item = -1;  // whose token was replaced
    std::int32_t original = 0;
    std::int32_t replacement = 0;
    double largest_before = 0;      // max |change of a logit| in states before the item; must be exactly 0
    std::int64_t first_moved = -1;  // item of the first state whose logits moved; -1: none did
    std::int64_t first_write = -1;  // first chunk whose delta moved; -1: none did
    std::vector<float> by_item;     // [items read] max |change of a logit| of the state at each item, adapted model
};

}  // namespace ttt
