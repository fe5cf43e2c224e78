#include "tests/text/generated_text.h"

#include "engine/text/utf8.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ttt::test {
namespace {

const nlohmann::json& source()
{
    static const auto json = nlohmann::json::parse(file_bytes(golden_file("fragments.json")));
    return json;
}

std::string piece(Draw& draw)
{
    const std::uint64_t kind = draw.below(32);
    std::string text;
    if (kind == 0) {
        const auto& ranges = source()["ranges"];
        const auto& range = ranges[draw.below(ranges.size())];
        const auto first = range[0].get<char32_t>();
        utf8_append(text, first + static_cast<char32_t>(draw.below(range[1].get<char32_t>() - first + 1)));
        return text;
    }
    if (kind == 1)
        return std::string(1, static_cast<char>(draw.below(128)));
    const auto& fragments = source()[kind < 20 ? "words" : "oddities"];
    return fragments[draw.below(fragments.size())].get<std::string>();
}

}  // namespace

std::uint64_t Draw::below(std::uint64_t limit)
{
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return (state_ >> 33) % limit;
}

std::vector<std::string> generated_texts(std::uint64_t seed, int count, std::size_t size)
{
    Draw draw(seed);
    std::vector<std::string> texts(static_cast<std::size_t>(count));
    for (std::string& text : texts)
        while (text.size() < size)
            text += piece(draw);
    return texts;
}

std::string random_bytes(Draw& draw, std::size_t size)
{
    std::string bytes;
    while (bytes.size() < size) {
        switch (draw.below(4)) {
        case 0:
            bytes += static_cast<char>(draw.below(256));
            break;
        case 1:
            bytes += static_cast<char>(0xc0 + draw.below(64));
            break;
        case 2:
            bytes += static_cast<char>(0x80 + draw.below(64));
            break;
        default:
            bytes += piece(draw);
        }
    }
    return bytes;
}

std::string fnv(std::string_view bytes)
{
    std::uint64_t value = 0xcbf29ce484222325u;
    for (const char byte : bytes)
        value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

std::string fnv(std::span<const std::int32_t> ids)
{
    std::string bytes;
    for (const std::int32_t id : ids)
        for (int shift = 0; shift < 32; shift += 8)
            bytes += static_cast<char>(id >> shift);
    return fnv(bytes);
}

std::string golden_file(const std::string& name)
{
    return TTT_TESTS_DIR "/golden/tokenizer/" + name;
}

std::string file_bytes(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw std::runtime_error("missing test file " + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace ttt::test
