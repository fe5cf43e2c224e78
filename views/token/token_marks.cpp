#include "views/token/token_marks.h"

#include "views/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TokenMarks)
};

/// The token that holds this byte.
std::int64_t token_of(const std::vector<std::int64_t>& offsets, std::int64_t byte)
{
    return std::upper_bound(offsets.begin(), offsets.end(), byte) - offsets.begin() - 1;
}

QString time_text(std::int64_t occurrence)
{
    const std::array named{Words::tr("first time"), Words::tr("second time"), Words::tr("third time"),
                           Words::tr("fourth time"), Words::tr("fifth time")};
    const auto at = static_cast<std::size_t>(occurrence);
    return at < named.size() ? named[at] : Words::tr("time %1").arg(grouped(occurrence + 1));
}

}  // namespace

void TokenMarks::read(const DocumentRecord& document)
{
    marks_.clear();
    reach_.clear();
    const std::vector<std::int64_t>& offsets = document.byte_offsets;
    if (offsets.size() < 2)
        return;
    for (const DocumentMark& mark : document.marks) {
        if (mark.end <= mark.begin || mark.begin >= offsets.back() || mark.end <= offsets.front())
            continue;
        const std::int64_t last = token_of(offsets, std::min(mark.end, offsets.back()) - 1);
        marks_.push_back({token_of(offsets, std::max(mark.begin, offsets.front())), last + 1, mark});
    }
    std::ranges::stable_sort(marks_, {}, &TokenMark::begin);
    for (const TokenMark& mark : marks_)
        reach_.push_back(std::max(mark.end, reach_.empty() ? 0 : reach_.back()));
}

const TokenMark* TokenMarks::at(std::int64_t item) const
{
    const std::span<const TokenMark> found = touching(item, item + 1);
    const auto last =
        std::find_if(found.rbegin(), found.rend(), [&](const TokenMark& mark) { return mark.end > item; });
    return last == found.rend() ? nullptr : &*last;
}

std::span<const TokenMark> TokenMarks::touching(std::int64_t begin, std::int64_t end) const
{
    const auto first = std::upper_bound(reach_.begin(), reach_.end(), begin) - reach_.begin();
    const auto last = std::ranges::lower_bound(marks_, end, {}, &TokenMark::begin) - marks_.begin();
    return first < last
               ? std::span(marks_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first))
               : std::span<const TokenMark>();
}

QString mark_text(const DocumentMark& mark)
{
    const QString words = Words::tr("planted: pattern %1, %2").arg(grouped(mark.pattern), time_text(mark.occurrence));
    return mark.noisy ? Words::tr("%1, other ending").arg(words) : words;
}

}  // namespace ttt
