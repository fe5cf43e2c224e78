// What a lesson asks of the window: what it waits for, whether a goal is reached, what is true of the run.
#include "app/window/lessons/lesson_stage.h"
#include "app/window/shell/shell.h"
#include "views/lab/theorem_view.h"
#include "views/lessons/lesson_settings.h"
#include "views/number_text.h"

#include <algorithm>

namespace ttt {

QString WindowLessonStage::waits_for() const
{
    if (!wanted_.document || placed_)
        return {};
    const RunProgress progress = workbench_.controller().progress();
    switch (workbench_.controller().activity()) {
    case Activity::starting:
        return tr("The model is being loaded …");
    case Activity::opening:
        return tr("The run is being opened …");
    case Activity::paused:
        return tr("The run is held. F6 lets it go on.");
    case Activity::running:
    case Activity::following:
    case Activity::cancelling:
        return tr("The model reads: chunk %1 of %2.").arg(grouped(progress.steps), grouped(progress.total_steps));
    case Activity::idle:
        break;
    }
    if (!workbench_.model().problem.empty())
        return QString::fromStdString(workbench_.model().problem);
    if (!workbench_.document().problem.empty())
        return QString::fromStdString(workbench_.document().problem);
    if (document_path().isEmpty())
        return tr("The lesson's document %1 is not here.").arg(*wanted_.document);
    if (!has_document())
        return tr("The document is being read …");
    if (!workbench_.setup().problem().isEmpty())
        return workbench_.setup().problem();
    return workbench_.setup().config() == form_config_
               ? tr("Press Run (F5).")
               : tr("The settings of the run were changed: go back and forth to set them as the step wants them.");
}

bool WindowLessonStage::is_reached(const LessonGoal& goal) const
{
    using Kind = LessonGoal::Kind;
    const Place locked = workbench_.selection().locked();
    switch (goal.kind) {
    case Kind::next:
        return true;
    case Kind::run_finished:
        return !run_id().empty() && workbench_.run().summary().state == RunState::finished;
    case Kind::selected:
        if (goal.what == LessonGoal::What::item)
            return locked && locked.item >= goal.at_least;
        return locked && (goal.what == LessonGoal::What::any || locked.step >= goal.at_least);
    case Kind::theorem: {
        const TheoremSetup setup = theorem_.setup();
        return std::all_of(goal.wishes.begin(), goal.wishes.end(),
                           [&](const TheoremWish& wish) { return fulfils(setup, wish); });
    }
    case Kind::traced:
        return workbench_.lab().trace().has_value();
    case Kind::playhead:
        return workbench_.run().shown_steps() >= goal.at_least;
    case Kind::heads_scored:
        return workbench_.lab().heads().has_value();
    case Kind::causality_checked:
        return workbench_.lab().causality().has_value();
    }
    return false;
}

LessonTruth WindowLessonStage::truth(const LessonAsk& ask) const
{
    return truth_of(workbench_.run(), ask);
}

}  // namespace ttt
