#include "app/cli/shared/table.h"

#include "app/cli/shared/terminal_text.h"

#include <algorithm>
#include <cassert>
#include <ostream>

namespace ttt {

namespace {

std::string padding(const std::string& cell, std::size_t width)
{
    return std::string(width - text_width(cell), ' ');
}

void print_row(std::ostream& out, const std::vector<std::string>& cells, const std::vector<std::size_t>& widths)
{
    std::string line = cells[0] + padding(cells[0], widths[0]);
    for (std::size_t i = 1; i < cells.size(); ++i)
        line += "  " + padding(cells[i], widths[i]) + cells[i];
    out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
}

}  // namespace

std::size_t text_width(const std::string& utf8)
{
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

Table::Table(std::vector<std::string> headings)
{
    rows_.push_back(std::move(headings));
}

void Table::add_row(std::vector<std::string> cells)
{
    assert(cells.size() == rows_[0].size());
    for (std::string& cell : cells)
        cell = terminal_text(cell);
    rows_.push_back(std::move(cells));
}

std::ostream& operator<<(std::ostream& out, const Table& table)
{
    std::vector<std::size_t> widths(table.rows_[0].size(), 0);
    for (const auto& row : table.rows_)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], text_width(row[i]));
    for (const auto& row : table.rows_)
        print_row(out, row, widths);
    return out;
}

}  // namespace ttt
