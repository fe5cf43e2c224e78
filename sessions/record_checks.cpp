#include "sessions/record_checks.h"

#include "engine/records/mark_checks.h"

#include <limits>

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

constexpr std::int64_t most_layers = 4096;  // far above every model; what is kept per layer stays within memory
constexpr std::int64_t longest_chunk = std::int64_t{1} << 31;

std::string items_of(const StepRecord& step)
{
    return "[" + std::to_string(step.begin) + ", " + std::to_string(step.end) + ")";
}

std::string out_of(const char* what, std::int64_t value, std::int64_t most)
{
    const bool fits = value >= 0 && value <= most;
    return fits ? "" : std::string(what) + " is " + std::to_string(value);
}

std::string wrong_with_layers(const RunConfig& config, std::int64_t layer_count)
{
    for (const std::int64_t layer : config.fast_layers)
        if (layer < 0 || layer >= layer_count)
            return "fast layer " + std::to_string(layer) + " is none of its " + std::to_string(layer_count);
    return "";
}

}  // namespace

std::string wrong_with(const RunHeader& header, const RunSummary& summary, std::int64_t document_tokens)
{
    if (document_tokens < 0)
        return "the document is missing";
    constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
    for (const std::string& wrong :
         {out_of("the number of tokens", header.token_count, document_tokens),
          out_of("the number of steps", header.step_count, header.token_count),
          out_of("the number of layers", header.layer_count, most_layers),
          out_of("the number of parameters", header.parameter_count, any),
          out_of("the chunk", header.config.chunk, longest_chunk), out_of("the sum of tokens", summary.tokens, any),
          out_of("the sum of steps", summary.steps, any), out_of("the sum of updates", summary.updates, any),
          out_of("the sum of predictions", summary.predicted, any)})
        if (!wrong.empty())
            return wrong;
    return wrong_with_layers(header.config, header.layer_count);
}

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
        return "its items are " + items_of(step);
    for (const ItemColumn& column : step.columns) {
        const ColumnInfo* info = find_column(static_cast<std::int32_t>(column.column));
        if (info && !fits(step.begin, step.end, info->width, column.values.size()))
            return "column " + std::string(info->key) + " has " + std::to_string(column.values.size()) +
                   " values for " + std::to_string(step.end - step.begin) + " items";
    }
    return "";
}

std::string StepOrder::wrong_with_next(const StepRecord& step)
{
    if (step.index != index_)
        return "step " + std::to_string(step.index) + " stands where step " + std::to_string(index_) + " should";
    if (step.begin != begin_ || step.end <= step.begin || step.end > tokens_)
        return "step " + std::to_string(index_) + " has the items " + items_of(step) + ", where " +
               std::to_string(begin_) + " is next of " + std::to_string(tokens_);
    ++index_;
    begin_ = step.end;
    return "";
}

bool fits(std::int64_t begin, std::int64_t end, std::int64_t width, std::size_t count)
{
    const auto values = static_cast<std::int64_t>(count);  // counted in memory: far below overflow
    return width > 0 && values % width == 0 && values / width == end - begin;
}

}  // namespace ttt
