// Whether the marks of a composed document fit its text: asked of a marks file, of a log, and before either is written.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// What is wrong with marks on a text of `size` bytes, without a full stop; empty: nothing.
inline std::string wrong_with_marks(const std::vector<DocumentMark>& marks, std::int64_t size)
{
    std::int64_t last = 0;
    for (const DocumentMark& mark : marks) {
        const std::string range = "bytes [" + std::to_string(mark.begin) + ", " + std::to_string(mark.end) + ")";
        if (mark.begin < 0 || mark.end <= mark.begin || mark.end > size)
            return "a mark stands at " + range + " of a text of " + std::to_string(size);
        if (mark.pattern < 0 || mark.occurrence < 0)
            return "the mark at " + range + " is occurrence " + std::to_string(mark.occurrence) + " of pattern " +
                   std::to_string(mark.pattern);
        if (mark.begin < last)
            return "its marks run backwards";
        last = mark.begin;
    }
    return "";
}

}  // namespace ttt
