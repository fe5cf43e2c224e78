// What a teacher does with lessons, and who answers.
#include "app/window/lessons/class_overview.h"
#include "app/window/lessons/lesson_desk.h"
#include "app/window/shell/opening.h"
#include "app/window/shell/shell.h"
#include "engine/records/error.h"
#include "views/lessons/lesson_panel.h"

#include <QDir>
#include <QFileInfo>
#include <QMainWindow>

#include <algorithm>

namespace ttt {

namespace {

QString lesson_filter()
{
    return LessonDesk::tr("Lessons and teacher's files (*.json);;All files (*)");
}

}  // namespace

void LessonDesk::ask_name()
{
    if (const auto name = room_.shell.dialogs().ask_text(
            &room_.shell.window(), tr("Your name"), tr("For the teacher; may stay empty"), panel_->learner(), false))
        set_learner(name->trimmed());
}

void LessonDesk::set_learner(const QString& name)
{
    panel_->set_learner(name);
    settings().setValue(QStringLiteral("lessons/learner"), name);
}

void LessonDesk::open_lesson_file()
{
    const QString folder = played_path_.isEmpty() ? QString() : QFileInfo(played_path_).absolutePath();
    const QString path = room_.shell.dialogs().open_file(&room_.shell.window(), tr("Open a lesson or a teacher's file"),
                                                         lesson_filter(), folder);
    if (path.isEmpty())
        return;
    const LessonFile file = read_lesson_file(path);
    if (file.problem.isEmpty())
        return start_file(file);
    TeacherFile teacher;
    try {
        teacher = read_teacher_file(path);
    } catch (const Error&) {  // what is wrong with it as a lesson is more likely what the person wants to know
        return start_file(file);
    }
    room_.shell.guard([&] { apply_teacher(teacher); });
}

bool LessonDesk::open_teacher(const QString& path)
{
    return room_.shell.guard([&] { apply_teacher(read_teacher_file(path)); });
}

/// A file from somebody else does not choose where this person's runs and answers are written.
bool LessonDesk::may_write_to(const QString& session)
{
    const QString own = QString::fromStdString(workbench().session().path());
    return QDir::cleanPath(QFileInfo(session).absoluteFilePath()) == QDir::cleanPath(own) ||
           room_.shell.dialogs().confirm(
               &room_.shell.window(), tr("The teacher's file"),
               tr("It wants runs and answers to be written to %1. Else they go to %2.").arg(session, own),
               tr("Write there"));
}

/// Throws ttt::Error when its lesson can't be read.
void LessonDesk::apply_teacher(const TeacherFile& teacher)
{
    teacher_ = teacher;
    if (!teacher.session.isEmpty() && may_write_to(teacher.session) && !room_.opening.open_session(teacher.session))
        return;
    const QStringList unknown = hide_parts(room_.shell.window(), teacher.hidden);
    if (!unknown.isEmpty())
        room_.shell.tell(
            tr("The teacher's file"),
            tr("The window has no panel, menu or control named %1.").arg(unknown.join(QStringLiteral(", "))));
    stage_.set_hidden(teacher.hidden);
    if (teacher.learner_required && panel_->learner().isEmpty())
        panel_->ask_learner(true);
    if (teacher.lesson.isEmpty())
        return;
    const auto found = std::find_if(lessons_.begin(), lessons_.end(),
                                    [&](const LessonFile& file) { return file.lesson.id == teacher.lesson; });
    if (found == lessons_.end() && !QFileInfo(teacher.lesson).isAbsolute())  // a file's path is whole by now
        throw Error(tr("There is no lesson \"%1\".").arg(teacher.lesson).toStdString());
    const LessonFile file = found != lessons_.end() ? *found : read_lesson_file(teacher.lesson);
    if (!file.problem.isEmpty())
        throw Error(file.problem.toStdString());
    set_played(found != lessons_.end() ? QString() : file.path);
    start(file.lesson, teacher.step.isEmpty() ? -1 : file.lesson.step_of(teacher.step));
}

void LessonDesk::set_played(const QString& path)
{
    played_path_ = path;
    stage_.set_folder(path.isEmpty() ? QString() : QFileInfo(path).absolutePath());
}

void LessonDesk::save_teacher()
{
    const QString path =
        room_.shell.dialogs().save_file(&room_.shell.window(), tr("Save the teacher's file"),
                                        tr("lesson-for-my-class.json"), tr("Teacher's files (*.json)"));
    if (path.isEmpty())
        return;
    TeacherFile teacher = teacher_;
    teacher.lesson = !player_.is_open() ? QString() : played_path_.isEmpty() ? player_.lesson().id : played_path_;
    teacher.step = player_.is_open() ? player_.step().id : QString();
    teacher.session = QString::fromStdString(workbench().session().path());
    for (const QString& panel : stage_.closed_panels())
        if (!teacher.hidden.contains(panel))
            teacher.hidden.append(panel);
    room_.shell.guard([&] { write_teacher_file(path, teacher); });
}

void LessonDesk::show_class()
{
    const QString folder = room_.shell.dialogs().open_folder(
        &room_.shell.window(), tr("A folder of session files"),
        QFileInfo(QString::fromStdString(workbench().session().path())).absolutePath());
    if (folder.isEmpty())
        return;
    workbench().session().ask([self = QPointer<LessonDesk>(this), folder](const std::stop_token&) -> JobQueue::Result {
        return [self, folder, answers = read_class(folder.toStdString())] {
            if (self)
                show_class_overview(folder, answers, self->lessons_);
        };
    });
}

}  // namespace ttt
