#include "views/images/image_filter.h"

#include "views/images/image_words.h"
#include "views/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ImageFilter)
};

constexpr std::array keys{"all", "mended", "broken", "wrong-adapted", "wrong-frozen", "of-class", "of-shift"};

}  // namespace

bool lets_through(const ImageFilter& filter, const ImageItems& items, std::int64_t item)
{
    switch (filter.kind) {
    case FilterKind::mended:
        return items.outcome(item) == Outcome::mended;
    case FilterKind::broken:
        return items.outcome(item) == Outcome::broken;
    case FilterKind::wrong_adapted:
        return items.wrong(Arm::adapted, item) > 0;
    case FilterKind::wrong_frozen:
        return items.wrong(Arm::frozen, item) > 0;
    case FilterKind::of_class:
        return items.label(item) == filter.value;
    case FilterKind::of_shift:
        return items.shift(item) == filter.value;
    case FilterKind::all:
        break;
    }
    return true;
}

QString filter_words(const ImageFilter& filter, const RunModel& run)
{
    switch (filter.kind) {
    case FilterKind::mended:
        return Words::tr("mended");
    case FilterKind::broken:
        return Words::tr("broken");
    case FilterKind::wrong_adapted:
        return Words::tr("adapted is wrong");
    case FilterKind::wrong_frozen:
        return Words::tr("frozen is wrong");
    case FilterKind::of_class:
        return class_words(run, filter.value);
    case FilterKind::of_shift:
        return shift_words_at(run, filter.value);
    case FilterKind::all:
        break;
    }
    return Words::tr("all");
}

QString nothing_found(const ImageFilter& filter, const RunModel& run)
{
    return Words::tr("None of the %1 images shown so far is among those chosen: %2.")
        .arg(grouped(run.shown_items()), filter_words(filter, run));
}

QString filter_key(const ImageFilter& filter)
{
    const QString key = QLatin1String(keys[static_cast<std::size_t>(filter.kind)]);
    return filter.value < 0 ? key : key + u':' + QString::number(filter.value);
}

ImageFilter filter_of_key(const QString& key)
{
    const auto found =
        std::ranges::find_if(keys, [&](const char* each) { return key.section(u':', 0, 0) == QLatin1String(each); });
    if (found == keys.end())
        return {};
    ImageFilter filter{static_cast<FilterKind>(found - keys.begin()), -1};
    bool is_number = false;
    const int value = key.section(u':', 1).toInt(&is_number);
    const bool needs_value = filter.kind == FilterKind::of_class || filter.kind == FilterKind::of_shift;
    if (needs_value != (is_number && value >= 0))
        return {};
    if (needs_value)
        filter.value = value;
    return filter;
}

void FilteredItems::read(const RunModel& run, const ImageFilter& filter)
{
    filter_ = filter;
    items_.clear();
    done_ = 0;
    update(run);
}

void FilteredItems::update(const RunModel& run)
{
    const ImageItems items(run);
    for (; done_ < items.arrived(); ++done_)
        if (lets_through(filter_, items, done_))
            items_.push_back(done_);
}

std::int64_t FilteredItems::lower_bound(std::int64_t item) const
{
    return std::ranges::lower_bound(items_, item) - items_.begin();
}

}  // namespace ttt
