#include "tests/fuzz/json_mutation.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace ttt::fuzz {
namespace {

using Json = nlohmann::ordered_json;

/// One change of one document, all drawn from one seed.
class Mutation {
public:
    Mutation(Json& root, unsigned seed) : random_(seed) { collect(root, 0); }

    void apply()
    {
        Json& node = *nodes_[below(below(2) ? nodes_.size() : std::min<std::size_t>(nodes_.size(), 200))];
        switch (below(6)) {
        case 0:
            return remove_from(node);
        case 1:
            return add_to(node);
        case 2:
            return spoil(node);
        case 3:
            node = Json(*nodes_[below(nodes_.size())]);
            return;
        default:
            node = odd_value();
        }
    }

    std::size_t below(std::size_t limit) { return random_() % limit; }

private:
    void collect(Json& node, int depth)
    {
        constexpr int deepest = 60;
        constexpr std::size_t most = 4000;
        nodes_.push_back(&node);
        if (node.is_structured() && depth < deepest)
            for (Json& child : node)
                if (nodes_.size() < most)
                    collect(child, depth + 1);
    }

    Json odd_value()
    {
        using Limits = std::numeric_limits<std::int64_t>;
        const std::array<Json, 26> values{nullptr,
                                          true,
                                          false,
                                          0,
                                          -1,
                                          1,
                                          below(300),
                                          std::int64_t{1} << 31,
                                          (std::int64_t{1} << 31) - 1,
                                          std::int64_t{1} << 32,
                                          std::int64_t{1} << 62,
                                          Limits::max(),
                                          Limits::min(),
                                          std::numeric_limits<std::uint64_t>::max(),
                                          1e308,
                                          -0.0,
                                          0.5,
                                          "",
                                          "a",
                                          std::string(1, '\0'),
                                          std::string(3000, 'x'),
                                          "../../etc/passwd",
                                          "\u001b[31m",
                                          Json::array(),
                                          Json::object(),
                                          Json::array({1, 2})};
        return values[below(values.size())];
    }

    void remove_from(Json& node)
    {
        if (!node.is_structured() || node.empty()) {
            node = odd_value();
            return;
        }
        auto place = node.begin();
        std::advance(place, static_cast<std::ptrdiff_t>(below(node.size())));
        node.erase(place);
    }

    void add_to(Json& node)
    {
        if (node.is_array())
            node.push_back(node.empty() || below(2) ? odd_value() : Json(node[below(node.size())]));
        else if (node.is_object())
            node["key " + std::to_string(below(5))] = odd_value();
        else
            node = Json::array({node});
    }

    void spoil(Json& node)
    {
        static const std::array pieces{"\\s",    "(?!",     "(?<=",      "\\K",       "(?R)",        "a*",     "(a|a)*",
                                       "[^",     "{0,999}", "(*ACCEPT)", "(*NO_JIT)", "\\x{10FFFF}", "\\p{L}", "|",
                                       "\u00e9", "\u0120",  " ",         "\u200d",    "\u0301",      "nan",    "1e999"};
        if (node.is_string()) {
            auto text = node.get<std::string>();
            text.insert(below(text.size() + 1), pieces[below(pieces.size())]);
            node = text;
        } else if (node.is_number_integer()) {
            node = static_cast<std::int64_t>(node.get<std::uint64_t>() + below(5) - 2);
        } else if (node.is_boolean()) {
            node = !node.get<bool>();
        } else {
            node = odd_value();
        }
    }

    std::minstd_rand random_;
    std::vector<Json*> nodes_;
};

}  // namespace

std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    Json json = Json::parse(data, data + size, nullptr, false);
    if (json.is_discarded() || seed % 8 == 0)
        return LLVMFuzzerMutate(data, size, most);
    for (unsigned change = 0; change <= seed / 8 % 4; ++change)
        Mutation(json, seed + change).apply();
    const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() > most)
        return LLVMFuzzerMutate(data, size, most);
    std::memcpy(data, text.data(), text.size());
    return text.size();
}

}  // namespace ttt::fuzz
