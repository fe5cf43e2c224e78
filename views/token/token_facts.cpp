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

struct ArmColumns {
    Column nll, rank, top_ids, top_nll;
};

constexpr ArmColumns frozen_columns{Column::nll_frozen, Column::rank_frozen, Column::top_ids_frozen,
                                    Column::top_nll_frozen};
constexpr ArmColumns adapted_columns{Column::nll_adapted, Column::rank_adapted, Column::top_ids_adapted,
                                     Column::top_nll_adapted};

ArmFacts gather_arm(const RunModel& run, std::int64_t item, const ArmColumns& columns)
{
    ArmFacts facts{item_value(run, columns.nll, item), item_value(run, columns.rank, item), {}};
    for (std::int32_t place = 0; place < top_k; ++place) {
        const double id = item_value(run, columns.top_ids, item, place);
        const double nll = item_value(run, columns.top_nll, item, place);
        if (std::isnan(id) || std::isnan(nll))
            continue;
        const auto token = static_cast<std::int32_t>(std::lround(id));
        facts.top.push_back({run.candidate_text(item, token), std::exp(-nll),
                             token == run.document().token_ids[static_cast<std::size_t>(item)]});
    }
    return facts;
}

FactState state_of(const RunModel& run, Place place)
{
    if (!place || run.empty() || place.item >= document_items(run))
        return FactState::nowhere;
    if (place.item < 0)
        return run.items_of(place.step).first < run.header().token_count ? FactState::chunk : FactState::nowhere;
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
    facts.frozen = gather_arm(run, place.item, frozen_columns);
    facts.adapted = gather_arm(run, place.item, adapted_columns);
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
    if (run.header().config.arms != "paired")
        return Words::tr("The logit change is adapted − frozen: it needs a paired run.");
    if (!run.header().config.probes)
        return Words::tr("The probes were off in this run.");
    if (facts.state == FactState::unpredicted)
        return Words::tr("Nothing was predicted here.");
    return Words::tr("The pair %1 %2 was not read before, or was not measured.")
        .arg(quoted(facts.previous), quoted(facts.token));
}

}  // namespace ttt
