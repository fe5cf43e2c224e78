// What a teacher does with lessons, and who answers.
#include "app/window/class_overview.h"
#include "app/window/lesson_desk.h"
#include "app/window/main_window.h"
#include "engine/records/error.h"
#include "views/lessons/lesson_panel.h"

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
    if (const auto name = window_.dialogs_.ask_text(&window_, tr("Your name"), tr("For the teacher; may stay empty"),
                                                    panel_->learner(), false))
        set_learner(name->trimmed());
}

void LessonDesk::set_learner(const QString& name)
{
    panel_->set_learner(name);
    window_.settings_.setValue(QStringLiteral("lessons/learner"), name);
}

void LessonDesk::open_lesson_file()
{
    const QString path = window_.dialogs_.open_file(&window_, tr("Open a lesson or a teacher's file"), lesson_filter());
    if (path.isEmpty())
        return;
    const LessonFile file = read_lesson_file(path);
    if (file.problem.isEmpty())
        return start_file(file);
    try {
        apply_teacher(read_teacher_file(path));
    } catch (const Error&) {  // what is wrong with it as a lesson is more likely what the person wants to know
        start_file(file);
    }
}

bool LessonDesk::open_teacher(const QString& path)
{
    return window_.guard([&] { apply_teacher(read_teacher_file(path)); });
}

void LessonDesk::apply_teacher(const TeacherFile& teacher)
{
    teacher_ = teacher;
    if (!teacher.session.isEmpty() && !window_.open_session(teacher.session))
        return;
    const QStringList unknown = hide_parts(window_, teacher.hidden);
    if (!unknown.isEmpty())
        window_.dialogs_.tell(
            &window_, tr("The teacher's file"),
            tr("The window has no panel, menu or control named %1.").arg(unknown.join(QStringLiteral(", "))));
    stage_.set_hidden(teacher.hidden);
    if (teacher.learner_required && panel_->learner().isEmpty())
        panel_->ask_learner(true);
    if (teacher.lesson.isEmpty())
        return;
    const auto found = std::find_if(lessons_.begin(), lessons_.end(),
                                    [&](const LessonFile& file) { return file.lesson.id == teacher.lesson; });
    const LessonFile file = found != lessons_.end() ? *found : read_lesson_file(teacher.lesson);
    if (!file.problem.isEmpty())
        return window_.dialogs_.tell(&window_, tr("The lesson can't be read"), file.problem);
    played_path_ = found != lessons_.end() ? QString() : file.path;
    start(file.lesson, teacher.step.isEmpty() ? -1 : file.lesson.step_of(teacher.step));
}

void LessonDesk::save_teacher()
{
    const QString path = window_.dialogs_.save_file(&window_, tr("Save the teacher's file"),
                                                    tr("lesson-for-my-class.json"), tr("Teacher's files (*.json)"));
    if (path.isEmpty())
        return;
    TeacherFile teacher = teacher_;
    teacher.lesson = !player_.is_open() ? QString() : played_path_.isEmpty() ? player_.lesson().id : played_path_;
    teacher.step = player_.is_open() ? player_.step().id : QString();
    teacher.session = QString::fromStdString(window_.session_);
    for (const QString& panel : stage_.closed_panels())
        if (!teacher.hidden.contains(panel))
            teacher.hidden.append(panel);
    window_.guard([&] { write_teacher_file(path, teacher); });
}

void LessonDesk::show_class()
{
    const QString folder = window_.dialogs_.open_folder(&window_, tr("A folder of session files"));
    if (!folder.isEmpty())
        window_.guard([&] { show_class_overview(folder, lessons_); });
}

}  // namespace ttt
