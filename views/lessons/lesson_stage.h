// The world as a lesson sees it: what it sets, what it waits for, what it asks about.
#pragma once

#include "views/lessons/lesson.h"
#include "views/lessons/lesson_truth.h"

namespace ttt {

/// GUI thread. Whoever implements it calls LessonPlayer::look() when something of it may have changed.
class LessonStage {
public:
    virtual ~LessonStage() = default;

    /// Sets what the state names, at once or as soon as it has come; a later call replaces an earlier one.
    virtual void apply(const LessonState& state) = 0;
    /// Why not all that was applied is there: a sentence, or a hint what to press; empty: it is.
    virtual QString waits_for() const = 0;
    virtual bool is_reached(const LessonGoal& goal) const = 0;
    virtual LessonTruth truth(const LessonAsk& ask) const = 0;
};

}  // namespace ttt
