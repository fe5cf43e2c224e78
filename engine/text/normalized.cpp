#include "engine/text/normalized.h"

#include <algorithm>

namespace ttt {

void Normalized::replace(std::string_view original, std::size_t begin, std::size_t end, std::string_view bytes)
{
    const std::size_t copied = edits.empty() ? 0 : edits.back().original_end;
    storage.append(original.substr(copied, begin - copied));
    edits.push_back({storage.size(), storage.size() + bytes.size(), begin, end});
    storage += bytes;
}

void Normalized::finish(std::string_view original)
{
    if (!edits.empty())
        storage.append(original.substr(edits.back().original_end));
    text = edits.empty() ? original : std::string_view(storage);
}

std::size_t Normalized::original(std::size_t position) const
{
    const auto after = std::upper_bound(edits.begin(), edits.end(), position,
                                        [](std::size_t value, const Edit& edit) { return value < edit.begin; });
    if (after == edits.begin())
        return position;
    const Edit& edit = *(after - 1);
    if (position == edit.begin)
        return edit.original_begin;
    return position < edit.end ? edit.original_end : edit.original_end + (position - edit.end);
}

}  // namespace ttt
