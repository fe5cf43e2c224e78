#include "app/window/lesson_files.h"

#include "app/places.h"
#include "engine/files/regular_file.h"
#include "engine/records/error.h"

#include <QDir>
#include <QFile>

namespace ttt {

QByteArray read_lesson_bytes(const QString& path)
{
    constexpr std::size_t most = 16 << 20;  // the shipped ones have some 10,000
    return QByteArray::fromStdString(read_regular_file(QFile::encodeName(path).toStdString(), most));
}

LessonFile read_lesson_file(const QString& path)
{
    LessonFile result;
    result.path = path;
    try {
        result.lesson = parse_lesson(read_lesson_bytes(path), QFileInfo(path).fileName());
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
