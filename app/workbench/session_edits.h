// What a person changes in the open session, and takes back.
#pragma once

#include "app/workbench/run_undo.h"

#include <QString>
#include <QStringList>

namespace ttt {

struct Annotation;
class Session;

/// GUI thread. The session outlives it. Changes are jobs of the session: what goes wrong is told by its failed().
class SessionEdits : public QObject {
    Q_OBJECT
public:
    explicit SessionEdits(Session& session);
    ~SessionEdits() override;  // deleted runs are gone then

    QUndoStack& undo_stack() { return stack_; }

    void rename(const QString& id, const QString& name);
    void remove(const QStringList& ids);  // removed() follows
    void set_tags(const QString& id, const QStringList& tags);
    void set_notes(const QString& id, const QString& text);
    void add_note(const QString& id, const Annotation& note);
    void set_note_text(qint64 note, const QString& text);
    void delete_note(qint64 note);
    void copy_out(const QString& id, const QString& path);
    void copy_in(const QString& path);  // all runs of another session

Q_SIGNALS:
    void removed();

private:
    Session& session_;
    QUndoStack stack_;
    RunUndo undo_;
};

}  // namespace ttt
