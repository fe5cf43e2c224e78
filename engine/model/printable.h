// Text out of a file for use in an error message.
#pragma once

#include <string>
#include <string_view>

namespace ttt {

/// 'text', with bytes that are not printable ASCII as \xNN and nothing after 120 characters: a hostile name can neither
/// flood nor steer a terminal.
std::string printable(std::string_view text);

}  // namespace ttt
