#include "views/token/token_actions.h"

#include "views/view_action.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QKeySequence>
#include <QWidget>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TokenActions)
};

QAction* choice(QActionGroup* group, const QString& text, const QVariant& data)
{
    QAction* made = group->addAction(text);
    made->setCheckable(true);
    made->setData(data);
    return made;
}

/// The twin, the other run and the lab are offered only to who has one.
bool offered(ColourMode mode, const RunModel& run, const RunModel* reference, bool lab)
{
    if (colour_mode(mode).lab)
        return lab;
    if (mode == ColourMode::adapted_twin)
        return !run.header().config.twin.empty() || !run.column(Column::nll_twin).empty();
    return mode != ColourMode::reference || reference;
}

}  // namespace

TokenActions::TokenActions(QWidget* view) : mode_group(new QActionGroup(view)), saturation_group(new QActionGroup(view))
{
    for (const ColourModeInfo& info : colour_modes)
        modes.push_back(choice(mode_group, mode_label(info.mode), static_cast<int>(info.mode)));
    for (const double value : saturations) {
        saturation.push_back(choice(saturation_group, saturation_label(value), value));
        saturation.back()->setToolTip(Words::tr("Differences of ±%1 nats and more have the full colour; "
                                                "ranks that differ by a factor of 10 to the power of %1 do too.")
                                          .arg(value));
    }
    follow = view_action(view, Words::tr("Follow the reading"), Qt::Key_F,
                         Words::tr("Scrolls along with the tokens that are read, until you scroll up (F)."));
    follow->setCheckable(true);
    find =
        view_action(view, Words::tr("Find…"), QKeySequence::Find, Words::tr("Finds words in the document (Ctrl+F)."));
    largest_gain = view_action(view, Words::tr("Largest gain"), Qt::Key_G,
                               Words::tr("Goes to the token with the largest NLL frozen − NLL adapted so far (G)."));
    next_gain =
        view_action(view, Words::tr("Next gain"), Qt::Key_N,
                    Words::tr("Goes to the next token whose NLL frozen − NLL adapted is above the saturation (N)."));
    previous_gain =
        view_action(view, Words::tr("Previous gain"), Qt::SHIFT | Qt::Key_N,
                    Words::tr("Goes to the token before whose NLL frozen − NLL adapted is above the saturation "
                              "(Shift+N)."));
}

std::vector<QAction*> TokenActions::all() const
{
    std::vector<QAction*> result = modes;
    result.insert(result.end(), saturation.begin(), saturation.end());
    result.insert(result.end(), {follow, find, largest_gain, next_gain, previous_gain});
    return result;
}

void TokenActions::update(const TokenColouring& shown, const RunModel& run, bool lab)
{
    for (const ColourModeInfo& info : colour_modes) {
        const QString reason = missing(info.mode, run, shown.reference, shown.overlay(info.mode));
        of(info.mode)->setVisible(offered(info.mode, run, shown.reference, lab));
        of(info.mode)->setEnabled(reason.isEmpty());
        of(info.mode)->setToolTip(reason.isEmpty() ? mode_tooltip(info.mode) : reason);
    }
    of(shown.mode)->setChecked(true);
    for (std::size_t at = 0; at < saturations.size(); ++at)
        saturation[at]->setChecked(saturations[at] == shown.saturation);
    for (QAction* each : saturation)
        each->setEnabled(!colour_mode(shown.mode).lab);
    const bool paired = missing(ColourMode::adapted_frozen, run, nullptr).isEmpty();
    for (QAction* each : {largest_gain, next_gain, previous_gain})
        each->setEnabled(paired);
    find->setEnabled(!run.empty());
}

}  // namespace ttt
