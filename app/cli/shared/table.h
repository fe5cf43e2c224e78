// A table of text for the terminal: the first column to the left, numbers to the right.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace ttt {

class Table {
public:
    explicit Table(std::vector<std::string> headings);

    /// As many cells as headings; what steers a terminal is escaped, see terminal_text.h.
    void add_row(std::vector<std::string> cells);

    friend std::ostream& operator<<(std::ostream& out, const Table& table);

private:
    std::vector<std::vector<std::string>> rows_;  // the headings first
};

/// Characters on the screen, for text whose characters are all one cell wide.
std::size_t text_width(const std::string& utf8);

}  // namespace ttt
