// Checks of single option values; CLI11 puts the option's name before the sentence.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>

namespace ttt {

CLI::Validator whole_number(std::int64_t smallest);

/// Finite and not below `smallest`.
CLI::Validator number(double smallest);

}  // namespace ttt
