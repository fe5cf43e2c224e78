#include "engine/text/token_trie.h"

#include <algorithm>
#include <deque>

namespace ttt {

TokenTrie::TokenTrie(const std::vector<std::string_view>& texts) : nodes_(1), bytes_(1)
{
    struct Task {
        std::uint32_t node;
        std::size_t depth;
        std::pair<std::size_t, std::size_t> range;  // of texts that share the way to the node
    };
    std::deque<Task> tasks{{0, 0, {0, texts.size()}}};
    for (; !tasks.empty(); tasks.pop_front()) {
        auto [node, depth, range] = tasks.front();
        if (range.first < range.second && texts[range.first].size() == depth)
            nodes_[node].text = static_cast<std::int32_t>(range.first++);
        nodes_[node].first_child = static_cast<std::uint32_t>(nodes_.size());
        while (range.first < range.second) {
            const char byte = texts[range.first][depth];
            std::size_t end = range.first;
            while (end < range.second && texts[end][depth] == byte)
                ++end;
            tasks.push_back({static_cast<std::uint32_t>(nodes_.size()), depth + 1, {range.first, end}});
            ++nodes_[node].children;
            nodes_.emplace_back();
            bytes_.push_back(static_cast<unsigned char>(byte));
            range.first = end;
        }
    }
    for (const std::string_view text : texts)
        begins_[static_cast<unsigned char>(text.front())] = true;
}

const TokenTrie::Node* TokenTrie::child(const Node& node, unsigned char byte) const
{
    const auto first = bytes_.begin() + node.first_child;
    const auto found = std::lower_bound(first, first + node.children, byte);
    return found != first + node.children && *found == byte ? &nodes_[static_cast<std::size_t>(found - bytes_.begin())]
                                                            : nullptr;
}

std::int32_t TokenTrie::longest_at(std::string_view bytes, TextBudget& budget) const
{
    constexpr std::size_t long_walk = 256;  // bytes
    std::int32_t longest = -1;
    const Node* node = nodes_.data();
    for (std::size_t depth = 0; depth < bytes.size(); ++depth) {
        node = child(*node, static_cast<unsigned char>(bytes[depth]));
        if (!node)
            break;
        if (node->text >= 0)
            longest = node->text;
        if (depth % long_walk == long_walk - 1)
            budget.tick();
    }
    return longest;
}

TokenTrie::Found TokenTrie::find(std::string_view bytes, std::size_t from, TextBudget& budget) const
{
    for (std::size_t at = from; at < bytes.size(); ++at) {
        if (!begins_[static_cast<unsigned char>(bytes[at])])
            continue;
        budget.tick();
        if (const std::int32_t text = longest_at(bytes.substr(at), budget); text >= 0)
            return {text, at};
    }
    return {-1, bytes.size()};
}

}  // namespace ttt
