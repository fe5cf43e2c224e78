#include "sessions/image_rows.h"

#include "engine/records/error.h"
#include "sessions/blob.h"
#include "sessions/record_checks.h"
#include "sessions/schema.h"

namespace ttt {

namespace {

std::int64_t insert_set(Database& database, const ImageSetRecord& images)
{
    Statement same(database, "SELECT id FROM image_set WHERE hash = ? AND name = ? AND image_count = ? AND pixels = ?");
    const std::string_view hash = images.hash, name = images.name;
    if (same.bind(hash, name, images.count, Blob{images.pixels}).step())
        return same.integer(0);
    Statement insert(database, "INSERT INTO image_set (hash, name, height, width, channels, image_count, class_count, "
                               "class_names, pixels) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const std::string names = pack_strings(images.class_names);
    insert.run(hash, name, images.height, images.width, images.channels, images.count, images.class_names.size(),
               Blob{names}, Blob{images.pixels});
    return database.last_row_id();
}

std::vector<ShiftRecord> read_shifts(Database& database, std::int64_t run)
{
    std::vector<ShiftRecord> shifts;
    Statement rows(database, "SELECT corruption, severity FROM run_shift WHERE run = ? ORDER BY position");
    rows.bind(run);
    while (rows.step())
        shifts.push_back({rows.text(0), static_cast<std::int32_t>(rows.integer(1))});
    return shifts;
}

}  // namespace

void insert_images(Database& database, std::int64_t run, const ImageSetRecord& images)
{
    if (const std::string wrong = wrong_with(images); !wrong.empty())
        throw Error("The images \"" + images.name + "\" can't be logged: " + wrong + ".");
    Statement link(database, "INSERT INTO run_images (run, image_set) VALUES (?, ?)");
    link.run(run, insert_set(database, images));
    Statement insert(database, "INSERT INTO run_shift (run, position, corruption, severity) VALUES (?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const ShiftRecord& shift : images.shifts)
        insert.run(run, position++, std::string_view(shift.corruption), static_cast<std::int64_t>(shift.severity));
}

std::optional<ImageSetRecord> read_images(Database& database, std::int64_t run)
{
    if (format_of(database) < format_with_images)
        return std::nullopt;
    Statement row(database, "SELECT hash, name, height, width, channels, image_count, class_count, class_names, pixels "
                            "FROM run_images JOIN image_set ON image_set.id = image_set WHERE run = ?");
    if (!row.bind(run).step())
        return std::nullopt;
    ImageSetRecord images{.hash = row.text(0),
                          .name = row.text(1),
                          .height = row.integer(2),
                          .width = row.integer(3),
                          .channels = row.integer(4),
                          .count = row.integer(5),
                          .class_names = {},
                          .pixels = std::string(row.blob(8)),
                          .shifts = read_shifts(database, run)};
    const std::int64_t names = row.integer(6);
    if (names < 0 || !unpack_strings(row.blob(7), static_cast<std::size_t>(names), images.class_names))
        database.fail_damaged("a set of images does not hold " + std::to_string(names) + " class names");
    if (const std::string wrong = wrong_with(images); !wrong.empty())
        database.fail_damaged("in a set of images " + wrong);
    return images;
}

}  // namespace ttt
