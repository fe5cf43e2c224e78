#include "app/workbench/run_undo.h"

#include "sessions/edit.h"

#include <QCoreApplication>

#include <filesystem>
#include <memory>
#include <utility>

namespace ttt {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("RunUndo", text);
}

/// A change of a session that may be made later, and may fail then: the stack is set right again.
class SessionCommand : public QUndoCommand {
public:
    /// What it does, what takes it back, what it needs as long as it may be taken back.
    struct Deed {
        RunUndo::Act act, back;
        RunUndo::Act done;  // called once
        std::shared_ptr<void> needed;
    };

    SessionCommand(const QString& text, QUndoStack& stack, const RunUndo::Apply& apply, Deed deed)
        : QUndoCommand(text), stack_(stack), apply_(apply), deed_(std::move(deed))
    {
    }

    void redo() override
    {
        if (std::exchange(*trouble_, Trouble::none) == Trouble::stays_done)
            return;
        apply_(deed_.act, std::exchange(deed_.done, {}), [this, trouble = std::weak_ptr(trouble_)] {
            if (set(trouble, Trouble::never_done) && stands_at(stack_.index() - 1))
                stack_.undo();
        });
    }

    void undo() override
    {
        if (*trouble_ == Trouble::never_done)
            return setObsolete(true);
        apply_(deed_.back, {}, [this, trouble = std::weak_ptr(trouble_)] {
            if (set(trouble, Trouble::stays_done) && stands_at(stack_.index()))
                stack_.redo();
        });
    }

private:
    enum class Trouble { none, never_done, stays_done };

    /// False: the command is gone, and nothing of it may be touched.
    static bool set(const std::weak_ptr<Trouble>& trouble, Trouble now)
    {
        const std::shared_ptr<Trouble> held = trouble.lock();
        if (held)
            *held = now;
        return held != nullptr;
    }
    bool stands_at(int index) const { return stack_.command(index) == this; }

    QUndoStack& stack_;
    RunUndo::Apply apply_;
    Deed deed_;
    std::shared_ptr<Trouble> trouble_ = std::make_shared<Trouble>(Trouble::none);
};

RunUndo::Act move_runs(const std::vector<std::string>& ids, const std::string& from, const std::string& to)
{
    return [ids, from, to] {
        for (const std::string& id : ids) {
            copy_run(from, id, to, CopyPlace::same);
            delete_run(from, id);
        }
    };
}

}  // namespace

/// Beside the session; it goes with the last command that needs it, behind the changes that still wait.
struct RunUndo::KeptFile {
    std::string path;
    Apply apply;

    ~KeptFile()
    {
        const Act remove = [kept = path] {
            std::error_code ignored;
            std::filesystem::remove(kept, ignored);
        };
        apply(remove, {}, {});
    }
};

void RunUndo::rename(const std::string& session, const std::string& id, const std::string& before,
                     const std::string& after)
{
    const auto name = [=](const std::string& text) { return [=] { set_name(session, id, text); }; };
    stack_.push(new SessionCommand(tr("rename a run"), stack_, apply_, {name(after), name(before), {}, {}}));
}

void RunUndo::remove(const std::string& session, const std::vector<std::string>& ids, Act done)
{
    const std::string kept = session + ".deleted";
    std::shared_ptr<KeptFile> file = kept_.lock();
    if (!file || file->path != kept)
        kept_ = file = std::shared_ptr<KeptFile>(new KeptFile{kept, apply_});
    const QString text = tr("delete %n run(s)").replace(QStringLiteral("%n"), QString::number(ids.size()));
    stack_.push(new SessionCommand(
        text, stack_, apply_,
        {move_runs(ids, session, kept), move_runs(ids, kept, session), std::move(done), std::move(file)}));
}

}  // namespace ttt
