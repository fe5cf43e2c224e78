#include "app/window/lesson_files.h"

#include "app/places.h"
#include "engine/records/error.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace ttt {

LessonFile read_lesson_file(const QString& path)
{
    LessonFile result;
    result.path = path;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        result.problem =
            QCoreApplication::translate("LessonFile", "%1 can't be read: %2.").arg(path, file.errorString());
        return result;
    }
    try {
        result.lesson = parse_lesson(file.readAll(), QFileInfo(path).fileName());
    } catch (const Error& error) {
        result.problem = QString::fromUtf8(error.what());
    }
    return result;
}

std::vector<LessonFile> shipped_lessons()
{
    std::vector<LessonFile> lessons;
    try {
        const QDir folder(QString::fromStdString(resources_folder()) + QStringLiteral("/lessons"));
        for (const QString& name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
            lessons.push_back(read_lesson_file(folder.filePath(name)));
    } catch (const Error&) {  // without resources there is no lesson; opening the model tells of it
    }
    return lessons;
}

}  // namespace ttt
