// A composed text as files: the text and, beside it, its marks.
#pragma once

#include "engine/records/records.h"

#include <string>
#include <vector>

namespace ttt {

/// Writes `path` and the marks file beside it, each whole or not at all; a marks file of an older text is gone first.
/// Without marks only the text is written. Throws Error when the marks do not fit, or when the disk does not do.
void write_marked_text(const std::string& path, const std::string& text, const std::vector<DocumentMark>& marks,
                       const std::string& note);

}  // namespace ttt
