#include "app/window/sweeps/sweep_words.h"

#include "app/sweep_plan.h"
#include "engine/records/methods.h"
#include "engine/records/settings/differences.h"
#include "engine/records/settings/setting_words.h"
#include "views/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::SweepWindow)
};

const Setting* setting_of(const std::string& key, const SweepRun& run)
{
    return find_setting(key, run.config.method);
}

QString state_words(RunState state)
{
    switch (state) {
    case RunState::finished:
        return {};
    case RunState::running:
        return Words::tr("running");
    case RunState::cancelled:
        return Words::tr("cancelled");
    case RunState::failed:
        return Words::tr("failed");
    case RunState::interrupted:
        return Words::tr("interrupted");
    case RunState::diverged:
        return Words::tr("diverged");
    }
    return {};
}

/// Numbers ascend, words stand as they came.
QStringList sorted(QStringList values)
{
    values.removeDuplicates();
    const bool are_numbers = std::ranges::all_of(values, [](const QString& value) {
        bool is_number = false;
        value.toDouble(&is_number);
        return is_number;
    });
    if (are_numbers)
        std::ranges::stable_sort(values, {}, [](const QString& value) { return value.toDouble(); });
    return values;
}

QStringList values_at(const std::vector<SweepOutcome>& outcomes, std::size_t axis)
{
    QStringList values;
    for (const SweepOutcome& outcome : outcomes)
        values += axis < outcome.values.size() ? QString::fromStdString(outcome.values[axis]) : QString();
    return sorted(values);
}

/// As a person reads it: "LM-aligned" for lm-aligned.
QStringList labels(const QStringList& values, const std::string& key, const std::vector<SweepOutcome>& outcomes,
                   std::size_t axis)
{
    QStringList words;
    for (const QString& value : values)
        for (const SweepOutcome& outcome : outcomes)
            if (const Setting* setting = setting_of(key, *outcome.runs.front());
                setting && outcome.values[axis] == value.toStdString()) {
                words += QString::fromStdString(value_words(*setting, outcome.runs.front()->config));
                break;
            }
    return words;
}

bool has_gain(const SweepOutcome& outcome)
{
    return outcome.all.state != RunState::finished || std::isfinite(outcome.gain.change);
}

constexpr double percent = 100;

/// "error 14.40 % against 40.10 % frozen, −25.70 points (95 % −26.40 … −25.00)"
QString error_words(const SweepOutcome& outcome)
{
    const double frozen = outcome.result(Arm::frozen), adapted = outcome.result(Arm::adapted);
    QString text = Words::tr("error %1 %").arg(fixed_text(outcome.score(), 2));
    if (!std::isnan(frozen) && !std::isnan(adapted))
        text +=
            Words::tr(" against %1 % frozen, %2 points").arg(fixed_text(frozen, 2), signed_text(adapted - frozen, 2));
    if (std::isfinite(outcome.gain.low))
        text += Words::tr(" (95 % %1 … %2)")
                    .arg(signed_text(percent * outcome.gain.low, 2), signed_text(percent * outcome.gain.high, 2));
    return text;
}

QString outcome_words(const SweepOutcome& outcome, const std::vector<std::string>& keys)
{
    QStringList lines;
    const SweepRun& run = *outcome.runs.front();
    for (const std::string& key : keys)
        if (const Setting* setting = setting_of(key, run))
            lines += QString::fromStdString(short_words(*setting, run.config));
    QString text = lines.join(QStringLiteral(", ")) + QStringLiteral(": ");
    if (outcome.all.state != RunState::finished)
        return text + state_words(outcome.all.state) + u'.';
    if (outcome.is_of_images())
        return text + error_words(outcome) + u'.';
    const double frozen = outcome.result(Arm::frozen), adapted = outcome.result(Arm::adapted);
    text += Words::tr("perplexity %1").arg(fixed_text(outcome.score(), 2));
    if (!std::isnan(frozen) && !std::isnan(adapted))
        text += Words::tr(" against %1 frozen, %2").arg(fixed_text(frozen, 2), change_text(adapted / frozen));
    if (std::isfinite(outcome.gain.low))
        text += Words::tr(" (95 % %1 … %2)").arg(change_text(1 + outcome.gain.low), change_text(1 + outcome.gain.high));
    if (outcome.runs.size() > 1)
        text += Words::tr(", over %1 documents").arg(outcome.runs.size());
    return text + u'.';
}

SweepCell cell_of(const SweepOutcome& outcome, bool of_gain)
{
    SweepCell cell;
    cell.state = state_words(outcome.all.state);
    if (outcome.all.state != RunState::finished)
        return cell;
    cell.value = of_gain ? percent * outcome.gain.change : outcome.score();
    if (of_gain) {
        cell.low = percent * outcome.gain.low;
        cell.high = percent * outcome.gain.high;
    }
    return cell;
}

/// Of places that only further settings tell apart the best one.
std::vector<const SweepOutcome*> shown_outcomes(const std::vector<SweepOutcome>& outcomes)
{
    std::vector<const SweepOutcome*> shown;
    for (const SweepOutcome& outcome : outcomes) {
        const auto at = std::ranges::find_if(shown, [&](const SweepOutcome* other) {
            return std::equal(outcome.values.begin(),
                              outcome.values.begin() + std::min<std::ptrdiff_t>(2, std::ssize(outcome.values)),
                              other->values.begin());
        });
        if (at == shown.end())
            shown.push_back(&outcome);
        else if (!(outcome.score() >= (*at)->score()) && !std::isnan(outcome.score()))
            *at = &outcome;
    }
    return shown;
}

void name(SweepGrid& grid, const std::vector<std::string>& keys, const SweepRun& run, bool of_gain)
{
    const auto label = [&](std::size_t axis) {
        const Setting* setting = axis < keys.size() ? setting_of(keys[axis], run) : nullptr;
        return setting ? QString::fromUtf8(setting->label) : QString();
    };
    grid.x_name = label(0);
    grid.y_name = label(1);
    const bool are_images = kind_of(run.config) == RunKind::images;
    if (are_images)
        grid.value_name = of_gain ? Words::tr("error against frozen, points") : Words::tr("error");
    else
        grid.value_name = of_gain ? Words::tr("perplexity against frozen") : Words::tr("perplexity");
    grid.suffix = are_images == of_gain ? QString() : QStringLiteral(" %");
    if (!of_gain)
        return;
    grid.reference = 0;
    grid.reference_name = Words::tr("frozen");
}

}  // namespace

ShownSweep shown_sweep(const std::vector<SweepRun>& runs, const std::vector<std::string>& keys)
{
    ShownSweep shown;
    const std::vector<SweepOutcome> outcomes = outcomes_of(runs, keys);
    if (outcomes.empty() || keys.empty())
        return shown;
    const bool of_gain = std::ranges::all_of(outcomes, has_gain);
    const bool is_map = keys.size() > 1;
    const QStringList xs = values_at(outcomes, 0), ys = is_map ? values_at(outcomes, 1) : QStringList{QString()};
    const SweepOutcome* best = best_of(outcomes);
    name(shown.grid, keys, runs.front(), of_gain);
    shown.grid.xs = labels(xs, keys[0], outcomes, 0);
    shown.grid.ys = is_map ? labels(ys, keys[1], outcomes, 1) : ys;
    for (const SweepOutcome* outcome : shown_outcomes(outcomes)) {
        SweepCell cell = cell_of(*outcome, of_gain);
        cell.x = static_cast<int>(xs.indexOf(QString::fromStdString(outcome->values[0])));
        cell.y = is_map ? static_cast<int>(ys.indexOf(QString::fromStdString(outcome->values[1]))) : 0;
        cell.words = outcome_words(*outcome, keys);
        if (outcome == best)
            shown.grid.best = static_cast<int>(shown.grid.cells.size());
        shown.grid.cells.push_back(std::move(cell));
        shown.examples.push_back(*outcome->runs.front());
    }
    return shown;
}

QString sweep_title(const std::string& tag, int runs)
{
    QStringList names;
    for (const std::string& key : swept_keys(tag))
        for (const Setting& setting : settings())
            if (setting.key == key) {
                names += QString::fromUtf8(setting.label);
                break;
            }
    return Words::tr("%1, %2").arg(names.join(QStringLiteral(" × ")),
                                   counted(runs, Words::tr("1 run"), Words::tr("%1 runs")));
}

QString cell_sentence(const SweepGrid& grid, int cell)
{
    if (cell < 0 || cell >= static_cast<int>(grid.cells.size()))
        return {};
    const QString& words = grid.cells[static_cast<std::size_t>(cell)].words;
    return cell == grid.best ? Words::tr("Best: %1").arg(words) : words;
}

}  // namespace ttt
