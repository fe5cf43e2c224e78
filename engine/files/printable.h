// Text out of a file, and names of files, for use in an error message.
#pragma once

#include <string>
#include <string_view>

namespace ttt {

/// 'text', with bytes that are not printable ASCII as \xNN and nothing after 120 characters: a hostile name can neither
/// flood nor steer a terminal.
std::string printable(std::string_view text);

/// A file's name, whole and without quotes; its control characters as \xNN, so that a sentence stays one line.
std::string printable_path(std::string_view path);

}  // namespace ttt
