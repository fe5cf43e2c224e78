// Temporary files of AtomicFile that a killed process left behind.
#pragma once

#include <functional>
#include <string>

namespace ttt {

/// Removes NAME.part-PID-N from `folder` for every NAME that is_ours() says true of, but only when no process has the
/// number PID and nobody holds the lock that AtomicFile keeps while it writes. Never throws.
void remove_stale_parts(const std::string& folder, const std::function<bool(const std::string& name)>& is_ours);

}  // namespace ttt
