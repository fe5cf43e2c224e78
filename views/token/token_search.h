// Finds words in the document's bytes: letters of ASCII in either case, any white space for a space.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ttt {

/// Byte positions of all places where `words` stands, none over another. Empty words stand nowhere.
std::vector<std::int64_t> find_all(std::string_view bytes, std::string_view words);

/// Found places of one search, and which one is the current. Plain values.
class TokenSearch {
public:
    void find(std::string_view bytes, std::string_view words);
    void clear();

    std::int64_t count() const { return static_cast<std::int64_t>(found_.size()); }
    std::int64_t current() const { return current_; }  // -1: none
    /// Makes the first place at or after the item the current one, or the first of all. False: nothing was found.
    bool start_at(std::span<const std::int64_t> offsets, std::int64_t item);
    /// To the next (1) or previous (-1) place, around the ends.
    bool step(int direction);
    /// Tokens [begin, end) of the current place; {-1, -1}: none.
    std::pair<std::int64_t, std::int64_t> items(std::span<const std::int64_t> offsets) const;
    /// Does the token, bytes [begin, end), belong to a place that was found?
    bool touches(std::int64_t begin, std::int64_t end) const;

private:
    std::vector<std::int64_t> found_;
    std::int64_t length_ = 0;  // bytes of a place
    std::int64_t current_ = -1;
};

}  // namespace ttt
