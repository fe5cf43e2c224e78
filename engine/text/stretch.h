// A part of a text.
#pragma once

#include <cstddef>

namespace ttt {

/// Bytes [begin, end).
struct Stretch {
    std::size_t begin, end;
    bool operator==(const Stretch&) const = default;
};

}  // namespace ttt
