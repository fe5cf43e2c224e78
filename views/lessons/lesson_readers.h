// The parts of a lesson's file, each read from its object. Every reader throws ttt::Error for what it does not know.
#pragma once

#include "views/lessons/lesson.h"
#include "views/lessons/lesson_fields.h"

namespace ttt {

LessonPlace read_place(LessonFields fields);
LessonState read_state(LessonFields fields);
LessonGoal read_goal(LessonFields fields);
LessonAsk read_ask(LessonFields fields);

}  // namespace ttt
