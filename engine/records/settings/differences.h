// What tells runs apart, for names, legends and tables.
#pragma once

#include "engine/records/settings/settings.h"

#include <span>
#include <string>
#include <vector>

namespace ttt {

/// The settings in which two of the configurations differ that both have them, in the order of settings(). Paths count
/// by their last part, as people name them.
std::vector<const Setting*> differing_settings(std::span<const RunConfig> configs);

/// "η 0.01", "LoRA", "smollm2": a setting in a name.
std::string short_words(const Setting& setting, const RunConfig& config);

/// "LoRA, r 4": how a run differs from one that nobody set up, whatever machine it ran on; empty: it does not.
std::string choice_words(const RunConfig& logged);

/// "LoRA, r 4": the given settings that the configuration's method has; empty: none.
std::string distinction(const RunConfig& config, std::span<const Setting* const> differing);

}  // namespace ttt
