#include "app/window/lessons/lesson_files.h"

#include "app/places.h"
#include "engine/files/regular_file.h"
#include "engine/records/error.h"
#include "views/lessons/lesson_fields.h"

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

QString file_below(const QString& folder, const QString& name)
{
    const QString root = QFileInfo(folder).canonicalFilePath();
    const QString path = QFileInfo(QDir(folder).filePath(name)).canonicalFilePath();
    return stays_below(name) && !root.isEmpty() && path.startsWith(root + u'/') ? path : QString();
}

QString lesson_document(const QString& name, const QString& folder)
{
    if (const QString beside = folder.isEmpty() ? QString() : file_below(folder, name); !beside.isEmpty())
        return beside;
    try {
        return file_below(QString::fromStdString(resources_folder()) + QStringLiteral("/documents"), name);
    } catch (const Error&) {  // without resources nothing is shipped; opening the model tells of it
        return {};
    }
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
