// Settings of a run and of the theorem as they stand in a lesson: the names are those of the structs' fields.
#pragma once

#include "views/lessons/lesson.h"
#include "views/lessons/lesson_fields.h"

namespace ttt {

RunConfig read_run_settings(LessonFields fields);
TheoremSetup read_theorem_setup(LessonFields fields);
std::vector<TheoremWish> read_theorem_wishes(LessonFields fields);

/// Whether the setup is as wished.
bool fulfils(const TheoremSetup& setup, const TheoremWish& wish);

/// The settings in words that tell two of them apart: of no use but to compare.
QString settings_key(const RunConfig& config);

}  // namespace ttt
