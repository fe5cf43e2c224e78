// Which images of a run the grid shows.
#pragma once

#include "views/images/image_items.h"

#include <QString>

namespace ttt {

enum class FilterKind { all, mended, broken, wrong_adapted, wrong_frozen, of_class, of_shift };

struct ImageFilter {
    FilterKind kind = FilterKind::all;
    std::int32_t value = -1;  // a class or a shift

    bool operator==(const ImageFilter&) const = default;
};

bool lets_through(const ImageFilter& filter, const ImageItems& items, std::int64_t item);

/// "mended", "Sneaker", "fog:5".
QString filter_words(const ImageFilter& filter, const RunModel& run);
/// Why the grid is empty, as a sentence.
QString nothing_found(const ImageFilter& filter, const RunModel& run);

QString filter_key(const ImageFilter& filter);  // "all", "of-class:3"
ImageFilter filter_of_key(const QString& key);  // what it does not know is all

/// The items that a filter lets through, in their order; grows with the run.
class FilteredItems {
public:
    /// Takes over what arrived since; anything else than more of the same run begins anew with read().
    void update(const RunModel& run);
    void read(const RunModel& run, const ImageFilter& filter);

    const ImageFilter& filter() const { return filter_; }
    /// Up to the playhead.
    std::int64_t shown(const RunModel& run) const { return lower_bound(ImageItems(run).count()); }
    std::int64_t item(std::int64_t index) const { return items_[static_cast<std::size_t>(index)]; }
    /// Of the first item that is not before this one.
    std::int64_t lower_bound(std::int64_t item) const;

private:
    ImageFilter filter_;
    std::vector<std::int64_t> items_;  // of all that arrived
    std::int64_t done_ = 0;            // items looked at
};

}  // namespace ttt
