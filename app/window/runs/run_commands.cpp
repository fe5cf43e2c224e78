#include "app/window/runs/run_commands.h"

#include "app/window/runs/go_to.h"
#include "app/window/shell/shell.h"
#include "views/number_text.h"
#include "views/token/token_view.h"

#include <QAction>
#include <QMainWindow>

namespace ttt {

RunCommands::RunCommands(Shell& shell) : shell_(shell)
{
    Workbench& workbench = shell_.workbench();
    actions_.run = make(tr("Run"), Qt::Key_F5, {});
    actions_.pause = make(tr("Pause"), Qt::Key_F6, tr("Hold after this chunk; again: go on (F6)"));
    actions_.pause->setCheckable(true);
    actions_.cancel = make(tr("Cancel"), Qt::SHIFT | Qt::Key_F5,
                           tr("End the run after this chunk; what was read stays in the session (Shift+F5)"));
    verify_ = make(tr("&Verify the shown run"), {}, tr("Compute it again and compare record by record"));
    verify_->setStatusTip(verify_->toolTip());
    branch_ = make({}, Qt::CTRL | Qt::Key_B,
                   tr("The next run copies the shown one up to there and goes on with the settings of the form"));
    branch_->setStatusTip(branch_->toolTip());
    connect(branch_, &QAction::triggered, &workbench,
            [&workbench] { workbench.branch_from(workbench.branch_chunk()); });
    connect(&workbench.selection(), &Selection::locked_changed, this, &RunCommands::name_branch);
    connect(&workbench.run(), &RunModel::shown_changed, this, &RunCommands::name_branch);
    RunController& controller = workbench.controller();
    connect(actions_.run, &QAction::triggered, &workbench, &Workbench::start_run);
    connect(actions_.pause, &QAction::triggered, &controller,
            [&controller](bool pause) { pause ? controller.pause() : controller.resume(); });
    connect(actions_.cancel, &QAction::triggered, &controller, &RunController::cancel);
    connect(verify_, &QAction::triggered, &workbench, &Workbench::verify);
    connect(&workbench.verification(), &Verification::started, this,
            [this] { shell_.say(tr("Verifying: the run is computed again …")); });
    connect(&workbench.verification(), &Verification::ended, this,
            [this](const QString& verdict) { shell_.say(verdict); });
    connect(&workbench.verification(), &Verification::failed, this, [this] { shell_.say({}); });
    connect(&workbench.lab(), &LabModel::causality_changed, this, &RunCommands::tell_causality);
    connect(&workbench, &Workbench::possible_changed, this, &RunCommands::refresh);
    refresh();
}

QAction* RunCommands::make(const QString& text, const QKeySequence& keys, const QString& tip)
{
    auto* action = new QAction(text, &shell_.window());
    action->setShortcut(keys);
    action->setToolTip(tip);
    return action;
}

void RunCommands::needs_run(QAction* action)
{
    run_needed_.push_back(action);
    action->setEnabled(shell_.workbench().possible().use_run);
}

/// Cheap: the form calls it at every letter.
void RunCommands::refresh()
{
    const Possible can = shell_.workbench().possible();
    const QString problem = shell_.workbench().run_problem();
    const bool is_paused = shell_.workbench().controller().activity() == Activity::paused;
    actions_.run->setEnabled(can.run);
    const QString tip = shell_.workbench().input() == RunKind::images
                            ? tr("Show the net the stream of images, log every batch (F5)")
                            : tr("Read the document with the model, log every step (F5)");
    actions_.run->setToolTip(problem.isEmpty() ? tip : problem);
    actions_.pause->setEnabled(can.pause);
    actions_.pause->setChecked(is_paused);
    actions_.pause->setText(is_paused ? tr("Go on") : tr("Pause"));
    actions_.cancel->setEnabled(can.cancel);
    verify_->setEnabled(can.verify);
    for (QAction* action : run_needed_)
        action->setEnabled(can.use_run);
    name_branch();
}

void RunCommands::name_branch()
{
    const std::int64_t chunk = shell_.workbench().branch_chunk();
    branch_->setEnabled(chunk > 0);
    branch_->setText(chunk > 0 ? tr("&Branch from chunk %1 …").arg(grouped(chunk)) : tr("&Branch from a chunk …"));
}

void RunCommands::show_largest_gain()
{
    if (shell_.workbench().run().document().token_ids.empty())
        return;
    shell_.panels().raise(QStringLiteral("document"));
    shell_.panels().get<TokenView>().select_largest_gain();
}

void RunCommands::go_to()
{
    const auto words =
        shell_.dialogs().ask_text(&shell_.window(), tr("Go to"), tr("Token 1,234, or chunk c12"), {}, false);
    if (!words || words->trimmed().isEmpty())
        return;
    const std::optional<Place> place = place_named(*words, shell_.workbench().run());
    if (!place)
        return shell_.say(tr("“%1” is no token of this text, and no chunk: write 1,234 or c12.").arg(*words));
    shell_.panels().raise(QStringLiteral("document"));
    shell_.workbench().selection().lock(*place);
}

void RunCommands::tell_causality()
{
    const RunModel& run = shell_.workbench().run();
    const auto& check = shell_.workbench().lab().causality();
    if (!check)
        return;
    const QString token = run.token_text(check->item), other = run.vocabulary_text(check->replacement);
    const QString replaced =
        tr("Token %1, “%2”, was replaced by “%3”, and both texts were read.").arg(grouped(check->item), token, other);
    const QString before =
        check->largest_before == 0
            ? tr("No logit before it moved: exactly 0 everywhere.")
            : tr("Logits before it moved by up to %1: this model looks ahead.").arg(check->largest_before);
    const QString after = check->first_moved < 0
                              ? tr("Nothing behind it moved either.")
                              : tr("The first state that moved is at token %1.").arg(grouped(check->first_moved));
    const QString write =
        check->first_write < 0
            ? tr("No write moved.")
            : tr("The first write that moved is the one of chunk %1.").arg(grouped(check->first_write));
    const auto& say_it = check->largest_before == 0 ? shell_.dialogs().inform : shell_.dialogs().tell;
    say_it(&shell_.window(), tr("Causality"), QStringList({replaced, before, after, write}).join(QLatin1Char('\n')));
}

}  // namespace ttt
