// What a lesson asks of the window: what it waits for, whether a goal is reached, what is true of the run.
#include "app/window/lessons/lesson_stage.h"
#include "app/window/shell/main_window.h"
#include "views/forms/run_form.h"
#include "views/lab/theorem_view.h"
#include "views/lessons/lesson_settings.h"
#include "views/number_text.h"

#include <algorithm>

namespace ttt {

QString WindowLessonStage::waits_for() const
{
    if (!wanted_.document || placed_)
        return {};
    const RunProgress progress = window_.controller_.progress();
    switch (window_.controller_.activity()) {
    case Activity::starting:
        return tr("The model is being loaded …");
    case Activity::opening:
        return tr("The run is being opened …");
    case Activity::paused:
        return tr("The run is held. F6 lets it go on.");
    case Activity::running:
    case Activity::cancelling:
        return tr("The model reads: chunk %1 of %2.").arg(grouped(progress.steps), grouped(progress.total_steps));
    case Activity::idle:
        break;
    }
    if (!window_.model_.problem.empty())
        return QString::fromStdString(window_.model_.problem);
    if (!window_.document_.problem.empty())
        return QString::fromStdString(window_.document_.problem);
    if (document_path().isEmpty())
        return tr("The lesson's document %1 is not here.").arg(*wanted_.document);
    if (!has_document())
        return tr("The document is being read …");
    if (!window_.form_->problem().isEmpty())
        return window_.form_->problem();
    return window_.form_->config() == form_config_
               ? tr("Press Run (F5).")
               : tr("The settings of the run were changed: go back and forth to set them as the step wants them.");
}

bool WindowLessonStage::is_reached(const LessonGoal& goal) const
{
    using Kind = LessonGoal::Kind;
    const Place locked = window_.selection_.locked();
    switch (goal.kind) {
    case Kind::next:
        return true;
    case Kind::run_finished:
        return !run_id().empty() && window_.run_.summary().state == RunState::finished;
    case Kind::selected:
        if (goal.what == LessonGoal::What::item)
            return locked && locked.item >= goal.at_least;
        return locked && (goal.what == LessonGoal::What::any || locked.step >= goal.at_least);
    case Kind::theorem: {
        const TheoremSetup setup = window_.theorem_->setup();
        return std::all_of(goal.wishes.begin(), goal.wishes.end(),
                           [&](const TheoremWish& wish) { return fulfils(setup, wish); });
    }
    case Kind::traced:
        return window_.lab_.trace().has_value();
    case Kind::playhead:
        return window_.run_.shown_steps() >= goal.at_least;
    case Kind::heads_scored:
        return window_.lab_.heads().has_value();
    case Kind::causality_checked:
        return window_.lab_.causality().has_value();
    }
    return false;
}

LessonTruth WindowLessonStage::truth(const LessonAsk& ask) const
{
    return truth_of(window_.run_, ask);
}

}  // namespace ttt
