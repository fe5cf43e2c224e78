// A JSON value named in a sentence.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace ttt {

/// '"text"', '3.5', 'true', '[1, 2]' or "a list of 17 values": short, one line, printable ASCII, whatever the value is.
std::string json_words(const nlohmann::json& value);

}  // namespace ttt
