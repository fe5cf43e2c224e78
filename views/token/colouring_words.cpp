// The words of the colour modes: labels, tooltips, the legend, and why a mode is not to be had.
#include "views/token/token_colouring.h"
#include "views/token/token_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TokenColouring)
};

/// Before the first step the run's choices tell what will come.
bool will_have(const RunModel& run, Column column)
{
    if (run.step_count() > 0)
        return !run.column(column).empty();
    const Choice<Arms>& arms = run.header().config.arms;
    switch (column) {
    case Column::nll_frozen:
    case Column::rank_frozen:
        return arms != Arms::adapted;
    case Column::nll_twin:
        return !run.header().config.twin.empty();
    default:
        return arms != Arms::frozen;
    }
}

QString without_frozen()
{
    return Words::tr("This run has no frozen arm: run it paired to see the difference.");
}
QString without_adapted()
{
    return Words::tr("This run has no adapted arm: TTT was off.");
}

QString missing_reference(const RunModel& run, const RunModel* other)
{
    if (!other || other->empty())
        return Words::tr("No other run is chosen to compare with.");
    return same_text(run, *other) ? QString() : Words::tr("The other run reads another document.");
}

}  // namespace

QString missing(ColourMode mode, const RunModel& run, const RunModel* reference, const TokenOverlay* overlay)
{
    if (run.empty())
        return Words::tr("There is no run yet.");
    if (mode == ColourMode::taught_by && !overlay)
        return Words::tr("No logit was asked yet: open “Who taught it” and select a token.");
    if (mode == ColourMode::taught_here && !overlay)
        return Words::tr("No chunk was asked yet: open “Who taught it”, choose “What this chunk taught”.");
    if (overlay)
        return {};
    if (mode == ColourMode::reference)
        return missing_reference(run, reference);
    const bool ranks = colour_mode(mode).ranks;
    const bool needs_frozen =
        mode == ColourMode::adapted_frozen || mode == ColourMode::frozen || mode == ColourMode::rank_difference;
    if (mode != ColourMode::frozen && !will_have(run, Column::nll_adapted))
        return without_adapted();
    if (needs_frozen && !will_have(run, Column::nll_frozen))
        return without_frozen();
    if (mode == ColourMode::adapted_twin && !will_have(run, Column::nll_twin))
        return Words::tr("This run has no twin, a model trained without TTT.");
    const bool has_ranks =
        will_have(run, Column::rank_adapted) && (!needs_frozen || will_have(run, Column::rank_frozen));
    return ranks && !has_ranks ? Words::tr("This run recorded no ranks.") : QString();
}

ColourMode available_mode(ColourMode wished, const RunModel& run, const RunModel* reference,
                          const TokenOverlay* overlay)
{
    if (run.empty() || missing(wished, run, reference, overlay).isEmpty())
        return wished;
    for (const ColourModeInfo& info : colour_modes)
        if (missing(info.mode, run, reference).isEmpty())
            return info.mode;
    return wished;
}

QString mode_label(ColourMode mode)
{
    switch (mode) {
    case ColourMode::adapted_frozen:
        return Words::tr("adapted − frozen");
    case ColourMode::adapted:
        return Words::tr("adapted");
    case ColourMode::frozen:
        return Words::tr("frozen");
    case ColourMode::adapted_twin:
        return Words::tr("adapted − twin");
    case ColourMode::rank:
        return Words::tr("rank");
    case ColourMode::rank_difference:
        return Words::tr("rank difference");
    case ColourMode::reference:
        return Words::tr("this − other run");
    case ColourMode::taught_by:
        return Words::tr("taught by");
    case ColourMode::taught_here:
        return Words::tr("taught here");
    }
    return {};
}

QString mode_tooltip(ColourMode mode)
{
    switch (mode) {
    case ColourMode::adapted_frozen:
        return Words::tr("NLL adapted − NLL frozen: below 0 the token became easier through what was read.");
    case ColourMode::adapted:
        return Words::tr("NLL of the adapted model: −ln p(token | all before it), in nats.");
    case ColourMode::frozen:
        return Words::tr("NLL of the frozen model: −ln p(token | all before it), in nats.");
    case ColourMode::adapted_twin:
        return Words::tr("NLL adapted − NLL twin: the twin was trained on the same rows without TTT.");
    case ColourMode::rank:
        return Words::tr("Rank of the token in the adapted model: 1 + the number of tokens held more likely.");
    case ColourMode::rank_difference:
        return Words::tr("log₁₀(rank adapted / rank frozen), cut at the saturation.");
    case ColourMode::reference:
        return Words::tr("NLL of this run − NLL of the other run at the same token.");
    case ColourMode::taught_by:
        return Words::tr(
            "Direct term of each token's write in the logit that “Who taught it” shows; the full colour is "
            "the largest |term|.");
    case ColourMode::taught_here:
        return Words::tr("Direct term of the asked chunk's write in the logit of each later token; the full colour is "
                         "the largest |term|.");
    }
    return {};
}

QString saturation_label(double saturation)
{
    return Words::tr("±%1 nats").arg(saturation);
}

QString legend_end(const TokenColouring& colouring)
{
    const ColourModeInfo& mode = colour_mode(colouring.mode);
    if (mode.lab) {
        const TokenOverlay* overlay = colouring.overlay(colouring.mode);
        return Words::tr("±%1").arg(number_text(overlay ? overlay->largest : 0, 3));
    }
    const double end = colouring.saturation * (mode.diverging ? 1 : mode.ranks ? rank_span : nll_span);
    if (mode.ranks)
        return Words::tr(mode.diverging ? "×%1" : "1 to %1").arg(grouped(std::llround(std::pow(10, end))));
    return mode.diverging ? saturation_label(end) : Words::tr("0 to %1 nats").arg(end);
}

QString legend_text(const TokenColouring& colouring)
{
    const ColourModeInfo& mode = colour_mode(colouring.mode);
    const QString end = legend_end(colouring);
    if (mode.lab)
        return Words::tr("logit raised · same · lowered, %1").arg(end);
    if (mode.diverging)
        return (mode.ranks ? Words::tr("lower · same · higher, %1") : Words::tr("easier · same · harder, %1")).arg(end);
    return (mode.ranks ? Words::tr("rank %1") : Words::tr("NLL %1")).arg(end);
}

}  // namespace ttt
