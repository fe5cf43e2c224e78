#include "views/lessons/lesson.h"

#include <algorithm>

namespace ttt {

const QStringList& lesson_panels()
{
    static const QStringList names{
        QStringLiteral("run"),        QStringLiteral("sessions"),      QStringLiteral("document"),
        QStringLiteral("perplexity"), QStringLiteral("details"),       QStringLiteral("drift"),
        QStringLiteral("patterns"),   QStringLiteral("theorem"),       QStringLiteral("heads"),
        QStringLiteral("provenance"), QStringLiteral("pattern-chunks")};
    return names;
}

LessonState over(const LessonState& earlier, const LessonState& later)
{
    LessonState state = earlier;
    const auto lay = [](auto& below, const auto& above) {
        if (above)
            below = above;
    };
    lay(state.document, later.document);
    lay(state.panels, later.panels);
    lay(state.shows_run, later.shows_run);
    lay(state.run, later.run);
    lay(state.playhead, later.playhead);
    lay(state.selection, later.selection);
    lay(state.theorem, later.theorem);
    state.drawing = later.drawing;
    for (auto view = later.views.begin(); view != later.views.end(); ++view)
        state.views[view.key()] = view.value();
    return state;
}

LessonState Lesson::state_at(int step) const
{
    LessonState state;
    for (int at = 0; at <= step && at < static_cast<int>(steps.size()); ++at)
        state = over(state, steps[static_cast<std::size_t>(at)].state);
    return state;
}

int Lesson::step_of(const QString& step_id) const
{
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const auto& step) { return step.id == step_id; });
    return found == steps.end() ? -1 : static_cast<int>(found - steps.begin());
}

}  // namespace ttt
