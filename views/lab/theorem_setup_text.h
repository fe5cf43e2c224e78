// A setup of the theorem as a line of words, and back.
#pragma once

#include "engine/records/theorem.h"

#include <QString>

namespace ttt {

/// "tap=3 position=5 …": all fields.
QString theorem_setup_text(const TheoremSetup& setup);

/// Fields that are missing, unknown or impossible stay as at the start.
TheoremSetup theorem_setup_of(const QString& text);

}  // namespace ttt
