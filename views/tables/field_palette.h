// Colours of lines to type in, lists and boxes that stand on a panel.
#pragma once

#include <QPalette>

namespace ttt {

/// From the palette of the panel: in the dark theme fields are a little lighter than the panel and have a border that
/// can be seen.
QPalette field_palette(const QPalette& panel);

}  // namespace ttt
