// The settings of a run as options, made from the table of settings: --inner-lr for inner_lr, a pair of flags where the
// answer is yes or no, and which option belongs to which method.
#pragma once

#include "engine/records/settings/settings.h"

#include <functional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace ttt {

/// "--inner-lr"
std::string option_name(const Setting& setting);

/// One option for every setting that `is_wanted`; those of one method stand below a heading in the help. The
/// configuration must outlive the command. A text that can't be is refused with the reason of the table.
void add_setting_options(CLI::App& command, RunConfig& config,
                         const std::function<bool(const Setting& setting)>& is_wanted);

/// The one of that key.
void add_setting_option(CLI::App& command, RunConfig& config, std::string_view key);

/// Throws UsageError when an option was given that the method does not have.
void check_method_options(const CLI::App& command, const std::string& method);

/// As check_method_options() says it of one setting; empty: the method has it.
std::string foreign_option(const Setting& setting, const std::string& name, const std::string& method);

}  // namespace ttt
