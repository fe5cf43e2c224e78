// The method that a run over images takes where nobody names one.
#pragma once

#include <string_view>

namespace ttt {

inline constexpr std::string_view usual_image_method = "tent";

}  // namespace ttt
