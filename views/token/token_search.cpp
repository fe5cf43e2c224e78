#include "views/token/token_search.h"

#include <algorithm>
#include <array>
#include <functional>

namespace ttt {

namespace {

char folded(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return static_cast<char>(byte - 'A' + 'a');
    return byte == '\n' || byte == '\r' || byte == '\t' ? ' ' : byte;
}

std::string folded(std::string_view bytes)
{
    std::string result(bytes);
    std::transform(result.begin(), result.end(), result.begin(), [](char byte) { return folded(byte); });
    return result;
}

std::int64_t item_at_byte(std::span<const std::int64_t> offsets, std::int64_t byte)
{
    return std::upper_bound(offsets.begin(), offsets.end(), byte) - offsets.begin() - 1;
}

}  // namespace

std::vector<std::int64_t> find_all(std::string_view bytes, std::string_view words)
{
    std::vector<std::int64_t> found;
    if (words.empty())
        return found;
    const std::string text = folded(bytes);
    const std::string wanted = folded(words);
    const std::boyer_moore_horspool_searcher searcher(wanted.begin(), wanted.end());
    for (auto at = text.begin();;) {
        const auto [begin, end] = searcher(at, text.end());
        if (begin == text.end())
            return found;
        found.push_back(begin - text.begin());
        at = end;
    }
}

void TokenSearch::find(std::string_view bytes, std::string_view words)
{
    found_ = find_all(bytes, words);
    length_ = static_cast<std::int64_t>(words.size());
    current_ = -1;
}

void TokenSearch::clear()
{
    found_.clear();
    current_ = -1;
}

bool TokenSearch::start_at(std::span<const std::int64_t> offsets, std::int64_t item)
{
    if (found_.empty())
        return false;
    const std::int64_t from =
        item >= 0 && item < static_cast<std::int64_t>(offsets.size()) ? offsets[static_cast<std::size_t>(item)] : 0;
    current_ = std::lower_bound(found_.begin(), found_.end(), from) - found_.begin();
    current_ %= count();
    return true;
}

bool TokenSearch::step(int direction)
{
    if (found_.empty())
        return false;
    current_ = (std::max<std::int64_t>(current_, direction > 0 ? -1 : 0) + direction + count()) % count();
    return true;
}

std::pair<std::int64_t, std::int64_t> TokenSearch::items(std::span<const std::int64_t> offsets) const
{
    if (current_ < 0)
        return {-1, -1};
    const std::int64_t begin = found_[static_cast<std::size_t>(current_)];
    return {item_at_byte(offsets, begin), item_at_byte(offsets, begin + length_ - 1) + 1};
}

bool TokenSearch::touches(std::int64_t begin, std::int64_t end) const
{
    const auto after = std::lower_bound(found_.begin(), found_.end(), end);
    return after != found_.begin() && *(after - 1) + length_ > begin;
}

}  // namespace ttt
