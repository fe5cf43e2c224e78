#include "engine/text/score_merges.h"

#include "engine/text/utf8.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace ttt {

std::vector<std::pair<std::string, std::string>> merges_of_scores(const std::vector<ScoredToken>& tokens)
{
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        places.emplace(tokens[i].text, i);
    struct Merge {
        double score;
        std::size_t left, right;
    };
    std::vector<Merge> merges;
    for (const ScoredToken& token : tokens) {
        const std::string_view text = token.text;
        for (std::size_t cut = utf8_sequence(text); cut > 0 && cut < text.size();
             cut += utf8_sequence(text.substr(cut))) {
            const auto left = places.find(text.substr(0, cut)), right = places.find(text.substr(cut));
            if (left != places.end() && right != places.end())
                merges.push_back({token.score, left->second, right->second});
        }
    }
    std::sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) {
        return std::tuple(-a.score, a.left, a.right) < std::tuple(-b.score, b.left, b.right);
    });
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const Merge& merge : merges)
        pairs.emplace_back(tokens[merge.left].text, tokens[merge.right].text);
    return pairs;
}

}  // namespace ttt
