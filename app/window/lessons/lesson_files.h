// Lessons on the disk: the shipped ones, and those that a teacher wrote.
#pragma once

#include "views/lessons/lesson.h"

#include <QString>

#include <vector>

namespace ttt {

struct LessonFile {
    QString path;
    Lesson lesson;
    QString problem;  // why it can't be read: a sentence; empty: it can
};

/// Never throws: see `problem`.
LessonFile read_lesson_file(const QString& path);

/// The bytes of a lesson or of a teacher's file. Throws ttt::Error.
QByteArray read_lesson_bytes(const QString& path);

/// Where a lesson's document is: beside the lesson (`folder`; empty: a shipped one), else in resources/documents. Empty
/// when it is in neither, or is a link that leads out of them.
QString lesson_document(const QString& name, const QString& folder);

/// The path of an existing file below `folder`, with all links followed; empty when it is not there or elsewhere.
QString file_below(const QString& folder, const QString& name);

/// Every *.json of resources/lessons, by name. Empty when there is no such folder.
std::vector<LessonFile> shipped_lessons();

}  // namespace ttt
