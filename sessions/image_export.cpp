#include "sessions/image_export.h"

#include "engine/records/records.h"
#include "sessions/csv.h"
#include "sessions/session_reader.h"

#include <cmath>
#include <ostream>

namespace ttt {

namespace {

/// A column of one step; a step without it has no value anywhere.
class Values {
public:
    Values(const StepRecord& step, Column column, std::size_t width = 1) : width_(width)
    {
        for (const ItemColumn& found : step.columns)
            if (found.column == column)
                values_ = &found.values;
    }

    float at(std::size_t item) const { return values_ ? (*values_)[item * width_] : std::nanf(""); }

private:
    const std::vector<float>* values_ = nullptr;
    std::size_t width_;
};

void append_whole(std::string& line, float value)
{
    line += ',';
    if (!std::isnan(value))
        append_integer(line, std::lround(value));
}

void append_shift(std::string& line, float number, const ImageSetRecord& images)
{
    const bool is_known = number >= 0 && number < static_cast<float>(images.shifts.size());
    const ShiftRecord shift = is_known ? images.shifts[static_cast<std::size_t>(std::lround(number))] : ShiftRecord{};
    line += ',';
    append_text(line, !is_known ? "" : shift.corruption.empty() ? "clean" : shift.corruption);
    line += ',';
    if (is_known)
        append_integer(line, shift.severity);
}

void write_step(const StepRecord& step, const ImageSetRecord& images, std::ostream& out)
{
    const Values image(step, Column::image), label(step, Column::label), shift(step, Column::shift),
        frozen(step, Column::top_ids_frozen, top_k), adapted(step, Column::top_ids_adapted, top_k),
        of_frozen(step, Column::entropy_frozen), of_adapted(step, Column::entropy_adapted);
    for (std::int64_t item = step.begin; item < step.end; ++item) {
        const auto at = static_cast<std::size_t>(item - step.begin);
        std::string line;
        append_integer(line, item);
        append_whole(line, image.at(at));
        append_whole(line, label.at(at));
        append_shift(line, shift.at(at), images);
        append_whole(line, frozen.at(at));
        append_whole(line, adapted.at(at));
        for (const Values* entropy : {&of_frozen, &of_adapted}) {
            line += ',';
            append_number(line, entropy->at(at));
        }
        out << line << '\n';
    }
}

}  // namespace

void export_images_csv(const SessionReader& reader, const std::string& id, const ImageSetRecord& images,
                       std::ostream& out)
{
    out << "index,source_index,label,corruption,severity,predicted_frozen,predicted_adapted,entropy_frozen,"
           "entropy_adapted\n";
    reader.for_each_step(id, [&](const StepRecord& step) { write_step(step, images, out); });
}

}  // namespace ttt
