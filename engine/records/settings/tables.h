// The rows of the table of settings, by subject. For settings.cpp.
#pragma once

#include "engine/records/settings/settings.h"

#include <vector>

namespace ttt {

// What an empty choice stands for, where it depends on the checkpoint or on the method.
inline constexpr std::string_view as_trained = "as trained", methods_own = "the method’s own";

std::vector<Setting> fast_settings();      // of fast weights
std::vector<Setting> gradient_settings();  // of what learns by gradient steps
std::vector<Setting> image_settings();     // of runs over images
std::vector<Setting> run_settings();       // of every run

}  // namespace ttt
