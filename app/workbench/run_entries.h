// The runs of a session file as the session list shows them, and changes to them that can be undone.
#pragma once

#include "sessions/run_info.h"
#include "views/forms/session_list.h"

#include <QUndoStack>

#include <string>
#include <vector>

namespace ttt {

RunEntry entry_of(const RunInfo& info);

/// Equal for runs whose chunks cost the same: model, arms, method, number format, device.
QString speed_key(const RunConfig& config);

/// Newest first. No file is an empty list. Throws ttt::Error for a file that is no session.
std::vector<RunEntry> run_entries(const std::string& session);

/// Deleted runs wait in a file of their own beside the session until the window closes; undo copies them back.
class RunUndo {
public:
    explicit RunUndo(QUndoStack& stack) : stack_(stack) {}

    void rename(const std::string& session, const std::string& id, const std::string& before, const std::string& after);
    /// Throws ttt::Error, for example while the run is being written.
    void remove(const std::string& session, const std::vector<std::string>& ids);

private:
    QUndoStack& stack_;
};

}  // namespace ttt
