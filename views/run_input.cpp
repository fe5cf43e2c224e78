#include "views/run_input.h"

#include "views/run_model.h"

#include <algorithm>
#include <variant>

namespace ttt {

namespace {

/// Numbers of images and of their shifts, over the same set and by the same seed.
bool same_images(const RunModel& a, const RunModel& b)
{
    const auto *left = std::get_if<ImageSetRecord>(&a.input()), *right = std::get_if<ImageSetRecord>(&b.input());
    if (!left || !right || left->hash != right->hash || left->shifts != right->shifts ||
        a.header().config.seed != b.header().config.seed)
        return false;
    const auto common = static_cast<std::size_t>(std::min(a.item_count(), b.item_count()));
    const auto agree = [&](Column column) {
        const auto x = a.column(column), y = b.column(column);
        return x.size() >= common && y.size() >= common && std::ranges::equal(x.first(common), y.first(common));
    };
    return common > 0 && agree(Column::image) && agree(Column::shift);
}

}  // namespace

QString input_name(const RunModel& run)
{
    if (const auto* images = std::get_if<ImageSetRecord>(&run.input()))
        return QString::fromStdString(images->name);
    return QString::fromStdString(run.document().name);
}

bool same_items(const RunModel& a, const RunModel& b)
{
    return a.header().kind == images_kind ? same_images(a, b) : same_text(a, b);
}

}  // namespace ttt
