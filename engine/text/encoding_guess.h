// What the first bytes of a file say about its encoding.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ttt {

/// A byte order mark at the start of the bytes.
struct ByteOrderMark {
    std::string_view encoding;  // a key of known_encodings; empty: there is none
    std::size_t size = 0;       // bytes
};

/// UTF-8, UTF-16 and UTF-32. FF FE 00 00 is that of UTF-32.
ByteOrderMark byte_order_mark(std::string_view bytes);

/// Which UTF-16 or UTF-32 the bytes look like without a mark: NUL bytes where Latin letters have them, or letters of
/// other scripts two bytes at a time among control characters that no other text has. Empty: none.
std::string_view unmarked_wide_encoding(std::string_view bytes);

/// Control characters that no text has; tab, line ends, form feed, backspace and escape occur in terminal logs.
std::size_t odd_controls(std::string_view bytes);

/// What the file is, when its first bytes are those of something that holds text and is none: "is packed by gzip;
/// unpack it first". Empty: nothing that is known.
std::string container_advice(std::string_view bytes);

}  // namespace ttt
