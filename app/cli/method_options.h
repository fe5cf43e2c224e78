// Which method learns, the options of the methods that learn by gradients, and which option belongs to which method.
#pragma once

#include "engine/records/run_config.h"

#include <string>

namespace CLI {
class App;
}

namespace ttt {

/// --method NAME
void add_method_option(CLI::App& command, RunConfig& config);

/// --segment --lr --optimizer --parameters --prior-decay --epsilon --statistics --statistics-tokens --rank --alpha
/// --steps
void add_gradient_options(CLI::App& command, RunConfig& config);

/// Gathers the options of a method, whoever added them, below a heading in the help: "Only with --method lora".
void group_method_options(CLI::App& command);

/// Throws UsageError when an option was given that the method does not have.
void check_method_options(const CLI::App& command, const std::string& method);

}  // namespace ttt
