// A file that a command writes: whole or not at all. "-" is standard output.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>

namespace ttt {

void write_output(const std::string& path, const std::function<void(std::ostream&)>& write);

}  // namespace ttt
