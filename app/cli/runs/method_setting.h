// --set METHOD.FIELD=VALUE: a setting of one of several methods, spelled and checked as the option of `ttt run`.
#pragma once

#include "engine/records/run_config.h"

#include <string>
#include <vector>

namespace ttt {

/// The configuration with the settings that belong to `name`, "frozen" or a method. Throws UsageError for a setting
/// that is none, that the method does not have, or whose value can't be.
RunConfig with_settings(RunConfig config, const std::string& name, const std::vector<std::string>& settings);

/// Throws UsageError for a setting of a method that is none of `names`.
void check_settings(const std::vector<std::string>& settings, const std::vector<std::string>& names);

}  // namespace ttt
