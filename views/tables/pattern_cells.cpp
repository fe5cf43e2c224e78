#include "views/tables/pattern_cells.h"

#include "views/number_text.h"
#include "views/run_model.h"

#include <array>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

double column_value(const RunModel& run, Column column, std::int64_t item)
{
    const auto values = run.column(column);
    return item >= 0 && static_cast<std::size_t>(item) < values.size() ? values[static_cast<std::size_t>(item)]
                                                                       : std::numeric_limits<double>::quiet_NaN();
}

QString rank_text(double rank)
{
    return std::isnan(rank) ? QString(no_value) : grouped(static_cast<std::int64_t>(rank));
}

/// Adapted minus frozen: below 0 learning brought B nearer to the best guess.
double rank_change(const RunModel& run, std::int64_t item)
{
    return column_value(run, Column::rank_adapted, item) - column_value(run, Column::rank_frozen, item);
}

QString change_of_rank_text(double change)
{
    if (std::isnan(change))
        return QString(no_value);
    return (change > 0 ? QStringLiteral("+") : QString()) + grouped(static_cast<std::int64_t>(change));
}

/// Tokens begin with their space: in a column of words it is no part of the word.
QString word_text(const QString& token)
{
    const QString word = token.trimmed();
    return word.isEmpty() ? QString(token.size(), u'␣') : word;
}

QString reach_text(Reach reach)
{
    switch (reach) {
    case Reach::inside:
        return PatternColumn::tr("inside");
    case Reach::outside:
        return PatternColumn::tr("outside");
    case Reach::unknown:
        break;
    }
    return PatternColumn::tr("differs");
}

}  // namespace

QString PatternColumn::title(int column)
{
    switch (column) {
    case next:
        return tr("… A B");
    case previous:
        return tr("A");
    case occurrence:
        return tr("time");
    case chunk:
        return tr("chunk");
    case token:
        return tr("token");
    case earlier:
        return tr("earlier occurrence");
    case window:
        return tr("window");
    case logit:
        return tr("Δ logit of B");
    case rank:
        return tr("rank");
    case rank_change:
        return tr("Δ rank");
    default:
        return {};
    }
}

QString PatternColumn::help(int column)
{
    switch (column) {
    case next:
        return tr("B, the token that followed A before and follows it again here.");
    case previous:
        return tr("A, the token in front of B, here and at the earlier occurrence.");
    case occurrence:
        return tr("How often the pair A B stands in the text up to here: 2 is the first time that it returns.");
    case chunk:
        return tr("The chunk in which B stands.");
    case token:
        return tr("Position of B in the document, counted from 0.");
    case earlier:
        return tr("How many tokens, and how many chunks, before this B the earlier B stands.");
    case window:
        return tr("Whether attention reaches the earlier B from the token that predicts this one: "
                  "inside when the distance is at most the window; outside, no layer sees it: stacked layers pass "
                  "hints on, fast weights remember.");
    case logit:
        return tr("Adapted minus frozen logit of B where A stands: positive when learning made B likelier.");
    case rank:
        return tr("Place of B among all tokens by logit, frozen → adapted; 1 is the best guess.");
    case rank_change:
        return tr("Rank adapted − rank frozen: below 0 learning brought B nearer to the best guess.");
    default:
        return {};
    }
}

bool PatternColumn::is_number(int column)
{
    return column == occurrence || column == chunk || column == token || column == logit || column == rank ||
           column == rank_change;
}

QString PatternColumn::key(int column)
{
    constexpr std::array keys{"next",    "previous", "occurrence", "chunk", "token",
                              "earlier", "window",   "logit",      "rank",  "rank_change"};
    static_assert(keys.size() == total);
    return QLatin1String(keys.at(static_cast<std::size_t>(column)));
}

Reach reach_of(const PatternEvent& event, std::optional<std::int64_t> window)
{
    if (!window)
        return Reach::unknown;
    return *window == 0 || event.position - event.earlier <= *window ? Reach::inside : Reach::outside;
}

QString earlier_text(std::int64_t tokens_back, std::int64_t chunks_back)
{
    const QString tokens = PatternColumn::tr("%1 back").arg(grouped(tokens_back));
    if (chunks_back == 0)
        return PatternColumn::tr("%1, same chunk").arg(tokens);
    const QString chunks = counted(chunks_back, PatternColumn::tr("1 chunk"), PatternColumn::tr("%1 chunks"));
    return QStringLiteral("%1, %2").arg(tokens, chunks);
}

QString pattern_cell(const RunModel& run, const PatternEvent& event, std::int64_t times, int column)
{
    const std::int64_t step = run.step_of(event.position);
    switch (column) {
    case PatternColumn::next:
        return word_text(run.token_text(event.position));
    case PatternColumn::previous:
        return word_text(run.token_text(event.position - 1));
    case PatternColumn::occurrence:
        return times > 0 ? grouped(times) : QString(no_value);
    case PatternColumn::chunk:
        return grouped(step);
    case PatternColumn::token:
        return grouped(event.position);
    case PatternColumn::earlier:
        return earlier_text(event.position - event.earlier, step - run.step_of(event.earlier));
    case PatternColumn::window:
        return reach_text(reach_of(event, run.header().config.window));
    case PatternColumn::logit:
        return signed_text(event.logit_change);
    case PatternColumn::rank:
        return rank_text(column_value(run, Column::rank_frozen, event.position)) + QStringLiteral(" → ") +
               rank_text(column_value(run, Column::rank_adapted, event.position));
    case PatternColumn::rank_change:
        return change_of_rank_text(rank_change(run, event.position));
    default:
        return {};
    }
}

double pattern_number(const RunModel& run, const PatternEvent& event, std::int64_t times, int column)
{
    switch (column) {
    case PatternColumn::occurrence:
        return static_cast<double>(times);
    case PatternColumn::rank_change:
        return rank_change(run, event.position);
    case PatternColumn::earlier:
        return static_cast<double>(event.position - event.earlier);
    case PatternColumn::window:
        return static_cast<double>(reach_of(event, run.header().config.window));
    case PatternColumn::logit:
        return event.logit_change;
    case PatternColumn::rank:
        return column_value(run, Column::rank_adapted, event.position);
    default:
        return static_cast<double>(event.position);
    }
}

}  // namespace ttt
