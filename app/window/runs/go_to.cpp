#include "app/window/runs/go_to.h"

#include "views/run_model.h"

#include <QRegularExpression>

namespace ttt {

std::optional<Place> place_named(const QString& words, const RunModel& run)
{
    static const QRegularExpression pattern(QStringLiteral("^(?:(c|chunk)|(?:t|token))?\\s*#?([\\d,. ]*\\d)$"),
                                            QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = pattern.match(words.trimmed());
    static const QRegularExpression grouping(QStringLiteral("[,. ]"));
    bool is_number = false;
    const qint64 number = match.captured(2).remove(grouping).toLongLong(&is_number);
    if (!match.hasMatch() || !is_number)
        return std::nullopt;
    if (match.capturedLength(1) > 0)
        return number < std::max(run.header().step_count, run.step_count()) ? std::optional(Place{number, -1})
                                                                            : std::nullopt;
    return number < run.header().item_count ? std::optional(Place{run.step_of(number), number}) : std::nullopt;
}

}  // namespace ttt
