#include "sessions/export.h"

#include "engine/records/error.h"
#include "sessions/csv.h"
#include "sessions/image_export.h"
#include "sessions/session_reader.h"

#include <algorithm>
#include <ostream>

namespace ttt {

namespace {

/// They have a table of their own, see image_export.h.
bool is_of_images(Column column)
{
    return column == Column::image || column == Column::label || column == Column::shift ||
           column == Column::wrong_frozen || column == Column::wrong_adapted || column == Column::entropy_frozen ||
           column == Column::entropy_adapted;
}

/// The guarded arm is a rare one: only of a run that has it.
bool is_absent(const DictionaryEntry& column, const RunSummary& summary)
{
    const ColumnInfo* info = find_column(column.id);
    return info && (is_of_images(info->id) || (info->arm == Arm::guarded && !find_total(summary, info->id)));
}

std::vector<DictionaryEntry> single_columns(const SessionReader& reader, const std::string& id)
{
    const RunSummary summary = reader.info(id).summary;
    std::vector<DictionaryEntry> columns = reader.column_dictionary();
    std::erase_if(columns, [&](const DictionaryEntry& entry) { return entry.width != 1 || is_absent(entry, summary); });
    return columns;
}

void write_item_header(bool has_text, const std::vector<DictionaryEntry>& columns, std::ostream& out)
{
    std::string line = has_text ? "index,token_id,byte_begin,byte_end" : "index";
    for (const DictionaryEntry& column : columns) {
        line += ',';
        append_text(line, column.key);
    }
    out << line << (has_text ? ",token\n" : "\n");
}

const ItemColumn* find_in(const StepRecord& step, std::int32_t id)
{
    const auto it = std::find_if(step.columns.begin(), step.columns.end(), [id](const ItemColumn& column) {
        return static_cast<std::int32_t>(column.column) == id;
    });
    return it == step.columns.end() ? nullptr : &*it;
}

void append_place(std::string& line, const DocumentRecord* text, std::size_t item)
{
    append_integer(line, static_cast<std::int64_t>(item));
    if (!text)
        return;
    line += ',';
    append_integer(line, text->token_ids[item]);
    line += ',';
    append_integer(line, text->byte_offsets[item]);
    line += ',';
    append_integer(line, text->byte_offsets[item + 1]);
}

std::string_view bytes_of(const DocumentRecord& document, std::size_t item)
{
    const auto begin = static_cast<std::size_t>(document.byte_offsets[item]);
    const auto end = static_cast<std::size_t>(document.byte_offsets[item + 1]);
    return std::string_view(document.bytes).substr(begin, end - begin);
}

void write_items(const StepRecord& step, const DocumentRecord* text, const std::vector<DictionaryEntry>& columns,
                 std::ostream& out)
{
    std::vector<const ItemColumn*> present;
    for (const DictionaryEntry& column : columns)
        present.push_back(find_in(step, column.id));
    for (std::int64_t item = step.begin; item < step.end; ++item) {
        std::string line;
        append_place(line, text, static_cast<std::size_t>(item));
        for (const ItemColumn* column : present) {
            line += ',';
            if (column)
                append_number(line, column->values[static_cast<std::size_t>(item - step.begin)]);
        }
        if (text) {
            line += ',';
            append_text(line, bytes_of(*text, static_cast<std::size_t>(item)));
        }
        out << line << '\n';
    }
}

std::string key_of(const std::vector<DictionaryEntry>& metrics, std::int32_t id)
{
    const auto it = std::find_if(metrics.begin(), metrics.end(), [id](const auto& entry) { return entry.id == id; });
    return it == metrics.end() ? std::to_string(id) : it->key;
}

void check_written(std::ostream& out)
{
    if (!out.flush())
        throw Error("The CSV file can't be written; the disk may be full.");
}

}  // namespace

void export_items_csv(const SessionReader& reader, const std::string& id, std::ostream& out)
{
    const RunInput input = reader.input(id);
    if (const auto* images = std::get_if<ImageSetRecord>(&input)) {
        export_images_csv(reader, id, *images, out);
        return check_written(out);
    }
    const DocumentRecord* text = text_of(input);
    const std::vector<DictionaryEntry> columns = single_columns(reader, id);
    write_item_header(text != nullptr, columns, out);
    reader.for_each_step(id, [&](const StepRecord& step) {
        const auto tokens = text ? static_cast<std::int64_t>(text->token_ids.size()) : step.end;
        if (step.end > tokens)
            throw Error("Session file \"" + reader.path() + "\" is damaged: step " + std::to_string(step.index) +
                        " ends at item " + std::to_string(step.end) + " of " + std::to_string(tokens) + ".");
        write_items(step, text, columns, out);
    });
    check_written(out);
}

void export_metrics_csv(const SessionReader& reader, const std::string& id, std::ostream& out)
{
    out << "run,step,layer,metric,value\n";
    reader.for_each_step(id, [&](const StepRecord& step) {
        for (const MetricValue& metric : step.metrics) {
            std::string line;
            append_text(line, id);
            line += ',';
            append_integer(line, step.index);
            line += ',';
            append_integer(line, metric.layer);
            line += ',';
            append_text(line, key_of(reader.metric_dictionary(), static_cast<std::int32_t>(metric.metric)));
            line += ',';
            append_number(line, metric.value);
            out << line << '\n';
        }
    });
    check_written(out);
}

}  // namespace ttt
