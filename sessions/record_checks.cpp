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
constexpr std::int64_t most_items = std::int64_t{1} << 40;  // of an input that is not in the file

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

std::string wrong_with(const RunHeader& header, const RunSummary& summary, std::int64_t text_tokens)
{
    if (text_tokens == -1 || (text_tokens < 0 && header.kind == document_kind))
        return "the document is missing";
    constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
    const bool is_text = text_tokens >= 0;
    for (const std::string& wrong :
         {out_of(is_text ? "the number of tokens" : "the number of items", header.item_count,
                 is_text ? text_tokens : most_items),
          out_of("the number of steps", header.step_count, header.item_count),
          out_of("the number of layers", header.layer_count, most_layers),
          out_of("the number of parameters", header.parameter_count, any),
          out_of("the chunk", header.config.chunk, longest_chunk),
          out_of("the number of items of a step", header.step_items, longest_chunk),
          out_of("the sum of items", summary.items, any), out_of("the sum of steps", summary.steps, any),
          out_of("the sum of updates", summary.updates, any)})
        if (!wrong.empty())
            return wrong;
    for (const Total& total : summary.totals)
        if (const std::string wrong = out_of("the number of items in a total", total.count, any); !wrong.empty())
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

std::string wrong_with(const DocumentListRecord& list)
{
    const auto tokens = static_cast<std::int64_t>(list.text.token_ids.size());
    if (list.parts.empty() || list.parts.front().begin != 0)
        return "nothing begins at its first token";
    std::int64_t last = -1;
    for (const DocumentPart& part : list.parts) {
        if (part.begin <= last || part.begin >= tokens)
            return "a document begins at token " + std::to_string(part.begin) + " of " + std::to_string(tokens);
        last = part.begin;
    }
    return "";
}

std::string wrong_with(const ImageSetRecord& images)
{
    constexpr std::int64_t longest_side = 1 << 16, most_images = std::int64_t{1} << 32;
    for (const std::string& wrong :
         {out_of("the height", images.height, longest_side), out_of("the width", images.width, longest_side),
          out_of("the number of images", images.count, most_images)})
        if (!wrong.empty())
            return wrong;
    if (images.channels != 1 && images.channels != 3)
        return "the images have " + std::to_string(images.channels) + " channels, not 1 or 3";
    const std::int64_t one = images.height * images.width * images.channels;
    const auto bytes = static_cast<std::int64_t>(images.pixels.size());
    if (bytes != 0 && (one == 0 || bytes % one != 0 || bytes / one != images.count))
        return std::to_string(images.count) + " images of " + std::to_string(one) + " bytes have " +
               std::to_string(bytes) + " bytes together";
    for (const ShiftRecord& shift : images.shifts)
        if (shift.severity < 0 || shift.severity > 5)
            return "a shift has the severity " + std::to_string(shift.severity);
    return "";
}

std::string wrong_with(const EventRows& rows, const StepRecord& step, std::int32_t items, std::int32_t values)
{
    const auto places = static_cast<std::size_t>(items);
    const std::size_t events = places == 0 ? 0 : rows.items.size() / places;
    const std::string kind = "events of kind " + std::to_string(static_cast<std::int32_t>(rows.kind));
    if (events == 0 || rows.items.size() != events * places ||
        rows.values.size() != events * static_cast<std::size_t>(values))
        return kind + " have " + std::to_string(rows.items.size()) + " items and " +
               std::to_string(rows.values.size()) + " values";
    for (std::size_t at = 0; at < rows.items.size(); ++at) {
        const std::int64_t first = rows.items[at / places * places], item = rows.items[at];
        const bool fits = at % places == 0 ? item >= step.begin && item < step.end : item >= 0 && item < first;
        if (!fits)
            return kind + " of the items " + items_of(step) + " have the item " + std::to_string(item);
    }
    return "";
}

namespace {

std::string wrong_with_columns(const StepRecord& step, const RunDictionary& dictionary)
{
    for (const ItemColumn& column : step.columns) {
        const ColumnInfo* info = find_column(static_cast<std::int32_t>(column.column));
        if (!fits(step.begin, step.end, width_of(dictionary, column.column), column.values.size()))
            return "column " +
                   (info ? std::string(info->key) : std::to_string(static_cast<std::int32_t>(column.column))) +
                   " has " + std::to_string(column.values.size()) + " values for " +
                   std::to_string(step.end - step.begin) + " items";
    }
    return "";
}

}  // namespace

std::string wrong_with(const StepRecord& step, const RunDictionary& dictionary)
{
    if (step.index < 0 || step.begin < 0 || step.end < step.begin)
        return "its items are " + items_of(step);
    for (const EventRows& rows : step.events) {
        const EventEntry kind = event_entry(dictionary, rows.kind);
        if (const std::string wrong = wrong_with(rows, step, count_names(kind.items), count_names(kind.values));
            !wrong.empty())
            return wrong;
    }
    return wrong_with_columns(step, dictionary);
}

std::string StepOrder::wrong_with_next(const StepRecord& step)
{
    if (step.index != index_)
        return "step " + std::to_string(step.index) + " stands where step " + std::to_string(index_) + " should";
    if (step.begin != begin_ || step.end <= step.begin || step.end > items_)
        return "step " + std::to_string(index_) + " has the items " + items_of(step) + ", where " +
               std::to_string(begin_) + " is next of " + std::to_string(items_);
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
