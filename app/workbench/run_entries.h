// The runs of a session file as the session list shows them.
#pragma once

#include "sessions/run_info.h"
#include "views/forms/run_entry.h"

#include <string>
#include <vector>

namespace ttt {

class SessionReader;

RunEntry entry_of(const RunInfo& info);

/// Equal for runs whose chunks cost the same: model, arms, method, number format, device.
QString speed_key(const RunConfig& config);

/// Newest first.
std::vector<RunEntry> run_entries(const SessionReader& reader);
/// No file is an empty list. Throws ttt::Error for a file that is no session.
std::vector<RunEntry> run_entries(const std::string& session);

}  // namespace ttt
