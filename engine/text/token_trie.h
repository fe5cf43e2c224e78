// Which of many texts begins here: a trie over their bytes.
#pragma once

#include "engine/text/text_budget.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ttt {

/// Finds the longest of its texts at a place, in one walk over that text however many there are. Immutable once built.
class TokenTrie {
public:
    /// `texts` in order of their bytes, none empty, none twice; text i is found as number i.
    explicit TokenTrie(const std::vector<std::string_view>& texts = {});

    struct Found {
        std::int32_t text;  // -1: none
        std::size_t begin;
    };

    /// The first place at or after `from` where one of the texts begins, and the longest that does.
    Found find(std::string_view bytes, std::size_t from, TextBudget& budget) const;

private:
    struct Node {
        std::uint32_t first_child = 0;
        std::uint16_t children = 0;  // in order of their bytes, side by side
        std::int32_t text = -1;      // that ends here
    };

    std::int32_t longest_at(std::string_view bytes, TextBudget& budget) const;
    const Node* child(const Node& node, unsigned char byte) const;

    std::vector<Node> nodes_;           // [0]: the root
    std::vector<unsigned char> bytes_;  // of the edge to each node
    std::array<bool, 256> begins_{};    // some text begins with this byte
};

}  // namespace ttt
