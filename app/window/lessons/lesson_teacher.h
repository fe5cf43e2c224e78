// The teacher's file: where a class begins, what is hidden from it, where its answers go.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

class QMainWindow;

namespace ttt {

struct TeacherFile {
    QString lesson;      // id of a shipped lesson, or a path in the folder of the file; empty: none
    QString step;        // id; empty: the first
    QStringList hidden;  // panels and controls by name; menus and commands as "File" or "File › Open model …"
    bool learner_required = false;
    QString session;  // path in the folder of the file; empty: as it is
};

/// Throws ttt::Error: file, field and what is wrong there. Paths in the result are absolute.
TeacherFile read_teacher_file(const QString& path);
/// Writes all or nothing, paths relative to the folder of the file; a session elsewhere is left out, a lesson elsewhere
/// is refused. Throws ttt::Error.
void write_teacher_file(const QString& path, const TeacherFile& teacher);

/// Hides menus, commands and controls; panels are left to who shows them. Returns the names that nothing has.
QStringList hide_parts(QMainWindow& window, const QStringList& names);

}  // namespace ttt
