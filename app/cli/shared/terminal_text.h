// What comes out of files and goes to a terminal: nothing in it may steer the terminal.
#pragma once

#include <iosfwd>
#include <memory>
#include <streambuf>
#include <string>
#include <string_view>

namespace ttt {

/// One line of foreign text (a name, a path, a message): what steers (see records/steering.h), line breaks included,
/// and bytes that are no text become \xNN.
std::string terminal_text(std::string_view foreign);

/// "Model     " and the text, in one line.
void print_field(std::ostream& out, std::string_view label, std::string_view foreign);

/// While it lives, std::cout and std::cerr let through only text, line breaks and tabs; the rest becomes \xNN. The net
/// below terminal_text(). Data is written to unfiltered().
class TerminalFilter {
public:
    TerminalFilter();
    ~TerminalFilter();
    TerminalFilter(const TerminalFilter&) = delete;
    TerminalFilter& operator=(const TerminalFilter&) = delete;

private:
    std::unique_ptr<std::streambuf> out_, error_;
};

/// What lies behind the filter of std::cout or std::cerr: for data that must stay as it is, and for our own cursor.
std::streambuf* unfiltered(const std::ostream& stream);

}  // namespace ttt
