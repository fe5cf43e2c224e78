// Runs of other programs: the settings of their own that config_json keeps under "own".
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ttt {

/// Name and value, as texts.
using OwnSettings = std::vector<std::pair<std::string, std::string>>;

/// Of the configuration as it stands in the file. Throws ttt::Error when they are no object of single values.
OwnSettings own_settings(const std::string& config_json);

/// The same configuration with these settings, which it did not have.
std::string with_own_settings(const std::string& config_json, const OwnSettings& own);

/// "lr 0.1, steps 3"; empty: none.
std::string words_of(const OwnSettings& own);

}  // namespace ttt
