#include "app/window/lessons/lesson_teacher.h"

#include "app/window/lessons/lesson_files.h"
#include "app/window/shell/command_palette.h"
#include "engine/records/error.h"
#include "views/lessons/lesson_fields.h"
#include "views/lessons/qt_json.h"

#include <QAction>
#include <QCoreApplication>
#include <QDir>
#include <QDockWidget>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMainWindow>
#include <QMenuBar>
#include <QSaveFile>
#include <QToolBar>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TeacherFile)
};

[[noreturn]] void refuse(const QString& path, const QString& why)
{
    throw Error(Words::tr("The teacher's file %1 %2").arg(path, why).toStdString());
}

QDir folder_of(const QString& file)
{
    return QFileInfo(file).absoluteDir();
}

/// The file comes from somebody else: it names files of its own folder and no others, by links neither.
QString beside(const QString& file, const char* field, const QString& path)
{
    if (path.isEmpty())
        return path;
    const QString whole = folder_of(file).absoluteFilePath(path);
    if (!stays_below(path) || (QFileInfo::exists(whole) && file_below(folder_of(file).path(), path).isEmpty()))
        refuse(file, Words::tr("names a file outside of its own folder in \"%1\": %2. Put that file beside it.")
                         .arg(QLatin1String(field), path));
    return QDir::cleanPath(whole);
}

QString relative_to(const QString& file, const QString& path)
{
    const QString relative = folder_of(file).relativeFilePath(path);
    return stays_below(relative) ? relative : QString();
}

/// A lesson is a shipped one's name, or a file.
bool is_file_name(const QString& lesson)
{
    return lesson.endsWith(QStringLiteral(".json"));
}

QString plain(QString text)
{
    return text.remove(QLatin1Char('&'));
}

/// Also commands that a menu in a menu has.
bool hide_command(const QList<QAction*>& menus, const QString& name, const QString& path = {})
{
    for (QAction* action : menus) {
        const QString full =
            path.isEmpty() ? plain(action->text()) : path + QStringLiteral(" › ") + plain(action->text());
        if (full == name) {
            for (const Command& command : action->menu() ? commands_of({action}, path) : std::vector<Command>{})
                command.action->setVisible(false);  // its keys are dead, too
            action->setVisible(false);
            return true;
        }
        if (action->menu() && hide_command(action->menu()->actions(), name, full))
            return true;
    }
    return false;
}

/// What stands in a tool bar is shown again by it, unless its action is hidden.
void hide_control(QMainWindow& window, QWidget& control)
{
    for (QToolBar* bar : window.findChildren<QToolBar*>())
        for (QAction* action : bar->actions())
            if (bar->widgetForAction(action) == &control)
                return action->setVisible(false);
    control.hide();
}

}  // namespace

TeacherFile read_teacher_file(const QString& path)
{
    const QJsonValue json = parse_qt_json(read_lesson_bytes(path), QFileInfo(path).fileName());
    if (!json.isObject())
        refuse(path, Words::tr("is no JSON object."));
    LessonFields fields(json.toObject(), QFileInfo(path).fileName());
    const auto name = [](const char* key) { return QString::fromLatin1(key); };
    TeacherFile teacher;
    teacher.lesson = fields.text_or(name("lesson"), {});
    if (is_file_name(teacher.lesson) || !stays_below(teacher.lesson))
        teacher.lesson = beside(path, "lesson", teacher.lesson);
    teacher.step = fields.text_or(name("step"), {});
    teacher.hidden = fields.has(name("hidden")) ? fields.words(name("hidden")) : QStringList{};
    teacher.learner_required = fields.has(name("learner_required")) && fields.flag(name("learner_required"));
    teacher.session = beside(path, "session", fields.text_or(name("session"), {}));
    fields.done();
    return teacher;
}

void write_teacher_file(const QString& path, const TeacherFile& teacher)
{
    QJsonObject json;
    const auto put = [&](const char* key, const QString& text) {
        if (!text.isEmpty())
            json[QLatin1String(key)] = text;
    };
    const QString lesson = is_file_name(teacher.lesson) ? relative_to(path, teacher.lesson) : teacher.lesson;
    if (lesson.isEmpty() && !teacher.lesson.isEmpty())
        refuse(path, Words::tr("can't name the lesson %1: save it in that lesson's folder.").arg(teacher.lesson));
    put("lesson", lesson);
    put("step", teacher.step);
    put("session", teacher.session.isEmpty() ? QString() : relative_to(path, teacher.session));
    json[QStringLiteral("hidden")] = QJsonArray::fromStringList(teacher.hidden);
    json[QStringLiteral("learner_required")] = teacher.learner_required;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(json).toJson()) < 0 || !file.commit())
        refuse(path, Words::tr("can't be written: %1.").arg(file.errorString()));
}

QStringList hide_parts(QMainWindow& window, const QStringList& names)
{
    QStringList unknown;
    for (const QString& name : names) {
        if (hide_command(window.menuBar()->actions(), name))
            continue;
        auto* control = window.findChild<QWidget*>(name);
        if (!control)
            unknown.append(name);
        else if (!qobject_cast<QDockWidget*>(control))
            hide_control(window, *control);
    }
    return unknown;
}

}  // namespace ttt
