// Repeated pairs ... A B ... A -> B in a stream of token ids: what an induction head would copy.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace ttt {

/// What the induction rule says about the token at position n.
struct InductionGuess {
    std::int64_t earlier = -1;  // m, of the token that the rule copies; -1: no guess, the token at n - 1 is new
    bool hit = false;           // ids[m] == ids[n]: the rule is right
};

/// The rule: to predict ids[n] behind A = ids[n-1], take the latest earlier A, at m - 1 < n - 1, and copy ids[m], the
/// token that followed it. So 1 <= m <= n - 1; the pairs may overlap (in A A A the second A is copied). Every position
/// is looked at, whatever its token; the first has no token before it and thus no guess. O(1) per token; memory grows
/// with the number of different tokens. One stream; make a new one at a document border.
class PatternFinder {
public:
    /// The next token of the stream.
    InductionGuess next(std::int32_t id);

private:
    /// What came last behind a token.
    struct Follower {
        std::int64_t position;
        std::int32_t id;
    };

    std::unordered_map<std::int32_t, Follower> followers_;  // by the token before
    std::int64_t position_ = 0;                             // of the next token
    std::int32_t previous_ = 0;                             // ids[position - 1], when there is one
};

}  // namespace ttt
