// What the cells of the pattern ledger say, and the numbers that its columns sort by.
#pragma once

#include "engine/records/patterns.h"

#include <QCoreApplication>
#include <QString>

#include <optional>

namespace ttt {

class RunModel;

/// The columns of the ledger, from the left.
struct PatternColumn {
    Q_DECLARE_TR_FUNCTIONS(PatternColumn)
public:
    enum Id { next, previous, occurrence, chunk, token, earlier, window, logit, rank, rank_change, total };

    static QString title(int column);
    static QString help(int column);
    static QString key(int column);  // in saved choices
    static bool is_number(int column);
};

/// Where the earlier occurrence lies, seen from the token that predicts B.
enum class Reach { inside, outside, unknown };

/// B at `position` is predicted at position - 1, which attends to itself and window - 1 tokens before it. 0: to all;
/// nullopt: the layers differ.
Reach reach_of(const PatternEvent& event, std::optional<std::int64_t> window);
/// "2,204 back, 17 chunks"
QString earlier_text(std::int64_t tokens_back, std::int64_t chunks_back);

/// `times`: how often the pair stands up to here; 0: not counted.
QString pattern_cell(const RunModel& run, const PatternEvent& event, std::int64_t times, int column);
/// NaN: no value. Of the texts of A and B only PatternRows knows the order; here they sort by position.
double pattern_number(const RunModel& run, const PatternEvent& event, std::int64_t times, int column);

}  // namespace ttt
