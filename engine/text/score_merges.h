// Merges for a vocabulary that has scores instead: SentencePiece's BPE.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ttt {

struct ScoredToken {
    std::string text;
    double score;
};

/// Every pair of tokens that makes a third, in order of the score of what it makes, highest first; of equal ones, those
/// whose parts come first among the tokens. As transformers converts such a vocabulary.
std::vector<std::pair<std::string, std::string>> merges_of_scores(const std::vector<ScoredToken>& tokens);

}  // namespace ttt
