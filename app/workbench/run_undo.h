// Changes to the runs of a session that can be taken back.
#pragma once

#include <QUndoStack>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ttt {

/// Deleted runs wait in a file of their own beside the session until the stack is cleared; undo copies them back.
/// GUI thread, but for what is given to Apply.
class RunUndo {
public:
    using Act = std::function<void()>;
    /// Makes a change, now or later, changes in order; then calls `done`, or `undone` when `act` threw.
    using Apply = std::function<void(Act act, Act done, Act undone)>;

    /// The stack outlives it, and what `apply` needs outlives the stack's commands.
    RunUndo(QUndoStack& stack, Apply apply) : stack_(stack), apply_(std::move(apply)) {}

    void rename(const std::string& session, const std::string& id, const std::string& before, const std::string& after);
    /// `done` is called when they were removed for the first time.
    void remove(const std::string& session, const std::vector<std::string>& ids, Act done = {});

private:
    struct KeptFile;

    QUndoStack& stack_;
    Apply apply_;
    std::weak_ptr<KeptFile> kept_;  // of the commands that need it
};

}  // namespace ttt
