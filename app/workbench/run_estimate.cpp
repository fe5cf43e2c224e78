#include "app/workbench/run_estimate.h"

#include "engine/records/methods.h"
#include "engine/records/settings/resolve.h"
#include "views/kind_words.h"
#include "views/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RunEstimate)
};

constexpr double least_seconds = 1;  // shorter runs mostly measure their start
constexpr std::size_t latest = 5;

QString duration(double seconds)
{
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    if (whole < 90)
        return Words::tr("%1 s").arg(whole);
    if (whole < 90 * 60)
        return Words::tr("%1 min").arg((whole + 30) / 60);
    return Words::tr("%1 h").arg(fixed_text(seconds / 3600, 1));
}

}  // namespace

std::int64_t expected_chunk(const std::optional<RunConfig>& asked, const ModelConfig& model)
{
    constexpr std::int64_t somewhere = 512;
    const std::int64_t chosen = asked ? std::max(asked->chunk, asked->segment) : 0;
    if (chosen > 0)
        return chosen;
    if (model.ttt.mode && model.ttt.chunk > 0)
        return model.ttt.chunk;
    return asked && learns_by_gradients(*asked) ? default_segment : somewhere;
}

std::optional<double> measured_rate(const std::vector<RunEntry>& runs, const RunEntry& like)
{
    std::vector<double> rates;
    for (const RunEntry& run : runs)
        if (run.speed_key == like.speed_key && run.seconds >= least_seconds && run.tokens_done > 0 &&
            rates.size() < latest)
            rates.push_back(static_cast<double>(run.tokens_done) / run.seconds);
    if (rates.empty())
        return std::nullopt;
    const auto middle = rates.begin() + static_cast<std::ptrdiff_t>(rates.size() / 2);
    std::nth_element(rates.begin(), middle, rates.end());
    return *middle;
}

QString estimate_words(std::string_view kind, std::int64_t items, std::int64_t step, std::optional<double> rate)
{
    const KindWords words = words_of_kind(kind);
    const std::int64_t count = (items + step - 1) / step;
    const QString steps = QStringLiteral("%1 %2").arg(grouped(count), count == 1 ? words.step : words.steps);
    return rate ? Words::tr("%1 · about %2").arg(steps, duration(static_cast<double>(items) / *rate))
                : Words::tr("%1 · time not measured yet").arg(steps);
}

}  // namespace ttt
