// What the panel says about a step beside its text.
#pragma once

#include "views/lessons/lesson.h"

namespace ttt {

class LessonPlayer;

struct LessonStatus {
    QString words;
    bool done = false;
};

/// What is to be done now, or that it is done and Space goes on.
LessonStatus status_of(const LessonPlayer& player);

/// Markdown as HTML for a label, with room between the lines. HTML in it stays letters, pictures become their words.
QString lesson_html(const QString& markdown);
/// The same as one line of plain text.
QString lesson_plain(const QString& markdown);

/// The verdict on an answer, and the step's explanation.
QString verdict_of(const LessonPlayer& player);

}  // namespace ttt
