// How the program looks: Fusion with our palette.
#pragma once

#include <QString>

namespace ttt {

/// "light", "dark" or "system" (or anything else): what the desktop prefers. Call it with a QApplication.
void apply_theme(const QString& name);

}  // namespace ttt
