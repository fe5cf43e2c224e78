// Cells of a CSV file (RFC 4180), one line a row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ttt {

// Numbers in the shortest form that reads back as the same number; whole ones without exponent; NaN is an empty cell.
void append_number(std::string& line, float value);
void append_number(std::string& line, double value);
void append_integer(std::string& line, std::int64_t value);

/// Quoted where needed. Any bytes: backslash, control characters and what is not UTF-8 become \\, \n, \r, \t, \xNN.
void append_text(std::string& line, std::string_view bytes);

}  // namespace ttt
