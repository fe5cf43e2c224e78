// A text that was changed here and there, with the way back: which original byte a changed byte comes from.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// The changed text and its edits. Where nothing changed, `text` is a view of the original and `edits` is empty.
/// Owner: keep it where it was made; `text` may point into `storage`. The original must outlive it.
struct Normalized {
    struct Edit {
        std::size_t begin, end;                    // bytes of the changed text
        std::size_t original_begin, original_end;  // bytes that became them
    };

    std::string_view text;
    std::string storage;
    std::vector<Edit> edits;  // in order

    Normalized() = default;
    Normalized(const Normalized&) = delete;
    Normalized& operator=(const Normalized&) = delete;

    /// Bytes [begin, end) of `original`, behind all earlier edits, become `bytes`.
    void replace(std::string_view original, std::size_t begin, std::size_t end, std::string_view bytes);

    /// After the last edit: sets `text`.
    void finish(std::string_view original);

    /// The original byte at which byte `position` begins. Inside a changed stretch: its end, so that the token that
    /// opens the stretch owns all of it.
    std::size_t original(std::size_t position) const;
};

}  // namespace ttt
