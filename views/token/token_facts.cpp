#include "views/token/token_facts.h"

#include "views/token/item_value.h"
#include "views/token/token_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TokenFacts)
};

/// Of an arm of which all is measured.
ArmFacts gather_arm(const RunModel& run, std::int64_t item, Arm arm)
{
    const auto value = [&](Quantity quantity, std::int32_t place = 0) {
        return item_value(run, *column_of(quantity, arm), item, place);
    };
    ArmFacts facts{value(Quantity::nll), value(Quantity::rank), {}};
    for (std::int32_t place = 0; place < top_k; ++place) {
        const double id = value(Quantity::top_ids, place);
        const double nll = value(Quantity::top_nll, place);
        if (std::isnan(id) || std::isnan(nll))
            continue;
        const auto token = static_cast<std::int32_t>(std::lround(id));
        facts.top.push_back({run.candidate_text(item, token), std::exp(-nll), token == run.token_of(item)});
    }
    return facts;
}

FactState state_of(const RunModel& run, Place place)
{
    if (!place || run.empty() || place.item >= document_items(run))
        return FactState::nowhere;
    if (place.item < 0)
        return run.items_of(place.step).first < run.header().item_count ? FactState::chunk : FactState::nowhere;
    return place.item < run.shown_items() ? FactState::unpredicted : FactState::unread;
}

}  // namespace

std::optional<PatternEvent> pattern_at(const RunModel& run, std::int64_t item)
{
    const auto before = [](const PatternEvent& event, std::int64_t wanted) { return event.position < wanted; };
    const auto found = std::lower_bound(run.patterns().begin(), run.patterns().end(), item, before);
    if (found == run.patterns().end() || found->position != item || item >= run.shown_items())
        return std::nullopt;
    return *found;
}

TokenFacts gather(const RunModel& run, Place place)
{
    TokenFacts facts{state_of(run, place),       place,     {}, {}, {no_number, no_number, {}},
                     {no_number, no_number, {}}, no_number, {}, 0};
    if (facts.state == FactState::nowhere || facts.state == FactState::chunk)
        return facts;
    facts.place.step = run.step_of(place.item);
    facts.token = run.token_text(place.item);
    facts.previous = run.token_text(place.item - 1);
    facts.frozen = gather_arm(run, place.item, Arm::frozen);
    facts.adapted = gather_arm(run, place.item, Arm::adapted);
    facts.nll_twin = item_value(run, Column::nll_twin, place.item);
    if (!std::isnan(facts.frozen.nll) || !std::isnan(facts.adapted.nll))
        facts.state = FactState::predicted;
    facts.pattern = pattern_at(run, place.item);
    if (facts.pattern)
        facts.chunks_back = facts.place.step - run.step_of(facts.pattern->earlier);
    return facts;
}

QString missing_pattern(const RunModel& run, const TokenFacts& facts)
{
    if (run.header().config.arms != Arms::paired)
        return Words::tr("The logit change is adapted − frozen: it needs a paired run.");
    if (!run.header().config.probes)
        return Words::tr("The probes were off in this run.");
    if (facts.state == FactState::unpredicted)
        return Words::tr("Nothing was predicted here.");
    return Words::tr("The pair %1 %2 was not read before, or was not measured.")
        .arg(quoted(facts.previous), quoted(facts.token));
}

}  // namespace ttt
