#include "sessions/record_checks.h"

#include "engine/records/mark_checks.h"

namespace ttt {

namespace {

std::string wrong_with_offsets(const DocumentRecord& document)
{
    std::int64_t last = 0;
    for (const std::int64_t offset : document.byte_offsets) {
        if (offset < last)
            return "its byte offsets run backwards";
        last = offset;
    }
    return last > static_cast<std::int64_t>(document.bytes.size()) ? "its byte offsets lie beyond its text" : "";
}

}  // namespace

std::string wrong_with(const DocumentRecord& document)
{
    if (document.byte_offsets.size() != document.token_ids.size() + 1)
        return std::to_string(document.token_ids.size()) + " tokens have " +
               std::to_string(document.byte_offsets.size()) + " byte offsets, not one more";
    const auto names = static_cast<std::int64_t>(document.vocabulary.size());
    for (const std::int32_t id : document.token_ids)
        if (id < 0 || (names > 0 && id >= names))
            return "token id " + std::to_string(id) + " is not in its vocabulary of " + std::to_string(names);
    const std::string wrong = wrong_with_offsets(document);
    return wrong.empty() ? wrong_with_marks(document.marks, static_cast<std::int64_t>(document.bytes.size())) : wrong;
}

std::string wrong_with(const StepRecord& step)
{
    if (step.index < 0 || step.begin < 0 || step.end < step.begin)
        return "its items are [" + std::to_string(step.begin) + ", " + std::to_string(step.end) + ")";
    for (const ItemColumn& column : step.columns) {
        const ColumnInfo* info = find_column(static_cast<std::int32_t>(column.column));
        if (info && !fits(step.begin, step.end, info->width, column.values.size()))
            return "column " + std::string(info->key) + " has " + std::to_string(column.values.size()) +
                   " values for " + std::to_string(step.end - step.begin) + " items";
    }
    return "";
}

bool fits(std::int64_t begin, std::int64_t end, std::int64_t width, std::size_t count)
{
    const auto values = static_cast<std::int64_t>(count);  // counted in memory: far below overflow
    return width > 0 && values % width == 0 && values / width == end - begin;
}

}  // namespace ttt
