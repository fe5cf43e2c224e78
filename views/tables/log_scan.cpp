#include "views/tables/log_scan.h"

#include "engine/records/block_bootstrap.h"
#include "engine/records/guard.h"
#include "engine/records/settings/setting_words.h"
#include "views/number_text.h"
#include "views/run_input.h"
#include "views/run_model.h"
#include "views/tables/log_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunLog)
};

constexpr std::int64_t settled_steps = 8;  // so long below frozen is no chance any more
constexpr std::int64_t tenths = 10;
constexpr std::int64_t rare_part = 20;         // extremes and slow chunks: at most so many sentences in a run
constexpr std::int64_t least_distance = 10;    // chunks between two such sentences
constexpr double least_progress = 0.05;        // nats per token by which a new extreme must beat the last
constexpr double slow_factor = 3;              // of the median
constexpr std::size_t remembered_times = 101;  // steps
constexpr std::size_t least_times = 8;

double at(const RunModel& run, Metric metric, std::int64_t step, std::int32_t layer = -1)
{
    const auto values = run.metric(metric, layer);
    const auto place = static_cast<std::size_t>(step);
    return place < values.size() ? values[place] : std::numeric_limits<double>::quiet_NaN();
}

/// Layers whose scale of clip or cap is below 1.
QStringList limited_layers(const RunModel& run, std::int64_t step)
{
    std::set<std::int32_t> layers;
    for (const Metric metric : {Metric::clip_scale, Metric::cap_scale})
        for (const std::int32_t layer : run.layers_of(metric))
            if (at(run, metric, step, layer) < 1)
                layers.insert(layer);
    QStringList words;
    for (const std::int32_t layer : layers)
        words += QString::number(layer);
    return words;
}

double total_ms(const RunModel& run, std::int64_t step)
{
    double sum = std::numeric_limits<double>::quiet_NaN();
    for (const Metric metric : {Metric::forward_ms, Metric::update_ms, Metric::probe_ms})
        if (const double ms = at(run, metric, step); !std::isnan(ms))
            sum = std::isnan(sum) ? ms : sum + ms;
    return sum;
}

bool is_due(const RunModel& run, std::int64_t step, std::int64_t last)
{
    return last < 0 || step - last >= std::max(least_distance, run.header().step_count / rare_part);
}

}  // namespace

std::vector<LogLine> LogScan::advance(const RunModel& run, std::int64_t end)
{
    lines_.clear();
    for (; next_ < std::min(end, run.step_count()); ++next_)
        read_step(run, next_);
    return std::move(lines_);
}

void LogScan::say(std::int64_t told, std::int64_t step, LogTone tone, const QString& text)
{
    lines_.push_back({told, step, tone, text, false});
}

void LogScan::read_step(const RunModel& run, std::int64_t step)
{
    read_update(run, step);
    read_finite(run, step);
    read_limits(run, step);
    read_guard(run, step);
    read_crossing(run, step);
    read_extremes(run, step);
    read_time(run, step);
    read_tenth(run, step);
}

void LogScan::read_update(const RunModel& run, std::int64_t step)
{
    if (updated_ || !(at(run, Metric::updates, step) > 0))
        return;
    updated_ = true;
    say(step, step, LogTone::plain,
        Words::tr("First update: from the next chunk on, the adapted model reads with what it wrote."));
}

void LogScan::read_limits(const RunModel& run, std::int64_t step)
{
    if (limited_ || !(at(run, Metric::clipped_fraction, step) > 0))
        return;
    limited_ = true;
    const QStringList layers = limited_layers(run, step);
    const QString where = layers.isEmpty()     ? QString()
                          : layers.size() == 1 ? Words::tr(" in layer %1").arg(layers.front())
                                               : Words::tr(" in layers %1").arg(layers.join(QStringLiteral(", ")));
    say(step, step, LogTone::warning,
        Words::tr("Clip or cap reached for the first time%1: the update was scaled down.").arg(where));
}

void LogScan::read_finite(const RunModel& run, std::int64_t step)
{
    for (const std::int32_t layer : run.layers_of(Metric::nonfinite)) {
        const double count = at(run, Metric::nonfinite, step, layer);
        if (!(count > 0) || !broken_layers_.insert(layer).second)
            continue;
        say(step, step, LogTone::failure,
            Words::tr("Layer %1: %2 values are not finite; a smaller inner rate or a cap keeps them in bounds.")
                .arg(layer)
                .arg(number_text(count)));
    }
}

void LogScan::read_guard(const RunModel& run, std::int64_t step)
{
    const std::optional<Worse> worse = first_worse(run.events(EventKind::worse));
    if (!worse || run.items_of(step).second != worse->end)
        return;
    const QString sentence = QString::fromStdString(worse_sentence(*worse, step));
    const bool has_arm = run.header().config.guard == Guard::arm;
    say(step, step + 1 - worse->chunks, LogTone::warning,
        has_arm ? Words::tr("%1 The guarded arm reads with the trained weights from the next chunk on.").arg(sentence)
                : sentence);
}

void LogScan::read_crossing(const RunModel& run, std::int64_t step)
{
    const double frozen = at(run, Metric::perplexity_frozen, step);
    const double adapted = at(run, Metric::perplexity_adapted, step);
    if (std::isnan(frozen) || std::isnan(adapted))
        return;
    if (!(adapted < frozen)) {
        if (told_below_)
            say(step, step, LogTone::warning,
                Words::tr("Adapted is no longer below frozen: perplexity %1 against %2.")
                    .arg(fixed_text(adapted, 2), fixed_text(frozen, 2)));
        below_since_ = -1;
        told_below_ = false;
        return;
    }
    if (below_since_ < 0)
        below_since_ = step;
    if (told_below_ || step - below_since_ + 1 < settled_steps)
        return;
    told_below_ = true;
    say(step, below_since_, LogTone::plain,
        Words::tr("Adapted has stayed below frozen since chunk %1: perplexity %2 against %3 now.")
            .arg(grouped(below_since_), fixed_text(adapted, 2), fixed_text(frozen, 2)));
}

void LogScan::read_extremes(const RunModel& run, std::int64_t step)
{
    const double gain = at(run, Metric::nll_frozen, step) - at(run, Metric::nll_adapted, step);
    const bool is_best = gain > best_gain_ + least_progress, is_worst = gain < worst_gain_ - least_progress;
    if (std::isnan(gain) || !(is_best || is_worst) || !is_due(run, step, last_extreme_) || step < least_distance)
        return;
    last_extreme_ = step;
    (is_best ? best_gain_ : worst_gain_) = gain;
    const QString words = is_best ? Words::tr("The best chunk so far: learning saved %1 nats per token.")
                                  : Words::tr("The worst chunk so far: learning cost %1 nats per token.");
    say(step, step, is_best ? LogTone::good : LogTone::warning, words.arg(fixed_text(std::abs(gain), 2)));
}

void LogScan::read_time(const RunModel& run, std::int64_t step)
{
    const double ms = total_ms(run, step);
    if (std::isnan(ms))
        return;
    const double median = sorted_times_.empty() ? ms : sorted_times_[sorted_times_.size() / 2];
    if (sorted_times_.size() >= least_times && ms > slow_factor * median && is_due(run, step, last_slow_)) {
        last_slow_ = step;
        say(step, step, LogTone::warning,
            Words::tr("A slow chunk: %1 ms, where the median is %2 ms.")
                .arg(number_text(std::round(ms)), number_text(std::round(median))));
    }
    if (times_.size() < remembered_times) {
        times_.push_back(ms);
    } else {
        double& oldest = times_[static_cast<std::size_t>(step) % remembered_times];
        sorted_times_.erase(std::lower_bound(sorted_times_.begin(), sorted_times_.end(), oldest));
        oldest = ms;
    }
    sorted_times_.insert(std::upper_bound(sorted_times_.begin(), sorted_times_.end(), ms), ms);
}

void LogScan::read_tenth(const RunModel& run, std::int64_t step)
{
    const std::int64_t steps = run.header().step_count;
    if (steps <= 0 || step + 1 >= steps)  // the last one: the end says it
        return;
    const std::int64_t now = (step + 1) * tenths / steps;
    if (now == step * tenths / steps)
        return;
    const QString arms =
        arms_text(at(run, Metric::perplexity_frozen, step), at(run, Metric::perplexity_twin, step),
                  at(run, Metric::perplexity_adapted, step), at(run, Metric::perplexity_guarded, step));
    const QString progress = Words::tr("%1 % read").arg(now * 100 / tenths);
    say(step, step, LogTone::plain,
        arms.isEmpty() ? progress + u'.' : Words::tr("%1; perplexity %2.").arg(progress, arms));
}

namespace {

/// What a person chose; in red where the run is a control, which shows what learning does not do.
void add_choices(std::vector<LogLine>& lines, const RunConfig& config)
{
    const std::vector<const Setting*> chosen = chosen_settings(config);
    if (!chosen.empty())
        lines.push_back({-1, -1, has_control(chosen) ? LogTone::failure : LogTone::plain,
                         Words::tr("Not the default: %1.").arg(QString::fromStdString(setting_words(chosen, config))),
                         false});
}

}  // namespace

std::vector<LogLine> start_lines(const RunModel& run)
{
    std::vector<LogLine> lines;
    if (!run.empty())
        for (const QString& text : start_sentences(run.header(), input_name(run)))
            lines.push_back({-1, -1, LogTone::plain, text, false});
    if (!run.empty())
        add_choices(lines, run.header().config);
    return lines;
}

namespace {

/// Of nll adapted − nll frozen per token, chunks being the independent pieces.
BlockBootstrap::Interval gain_interval(const RunModel& run)
{
    BlockBootstrap bootstrap;
    for (std::int64_t step = 0; step < run.step_count(); ++step) {
        const double gain = at(run, Metric::nll_adapted, step) - at(run, Metric::nll_frozen, step);
        const auto [begin, end] = run.items_of(step);
        const auto items = static_cast<double>(end - begin);
        std::isfinite(gain) ? bootstrap.add(gain * items, items) : bootstrap.add(0, 0);
    }
    return bootstrap.interval();
}

/// What was learned, said only with how sure it is; too few chunks say nothing.
void add_gain(std::vector<LogLine>& lines, const RunModel& run, std::int64_t below_since)
{
    const std::int64_t last = run.step_count() - 1;
    const BlockBootstrap::Interval gain = gain_interval(run);
    if (last < 0 || std::isnan(gain.low))
        return;
    const QString interval =
        Words::tr("95 % interval %1 … %2").arg(change_text(std::exp(gain.low)), change_text(std::exp(gain.high)));
    if (gain.low <= 0 && gain.high >= 0)
        lines.push_back({last, -1, LogTone::plain,
                         Words::tr("Adapted against frozen over the run: no difference that %1 chunks can show, %2.")
                             .arg(grouped(run.step_count()), interval),
                         true});
    else if (gain.low > 0)
        lines.push_back({last, -1, LogTone::warning,
                         Words::tr("Adapted is worse than frozen over the run, %1.").arg(interval), true});
    else
        lines.push_back({last, below_since, LogTone::good,
                         below_since < 0 ? Words::tr("Adapted is better than frozen over the run, %1.").arg(interval)
                                         : Words::tr("Adapted is better than frozen over the run, %1, and stayed "
                                                     "below it for good since chunk %2.")
                                               .arg(interval, grouped(below_since)),
                         true});
}

}  // namespace

std::vector<LogLine> end_lines(const RunModel& run, const LogScan& scan)
{
    if (run.empty() || run.is_running())
        return {};
    std::vector<LogLine> lines;
    const std::int64_t last = run.step_count() - 1;
    if (run.summary().state != RunState::diverged)
        add_gain(lines, run, scan.below_since());
    const EndSentences end = end_sentences(run.summary(), run.header().kind);
    const bool stopped = run.summary().state == RunState::cancelled;
    lines.push_back({last, last,
                     end.is_failure ? LogTone::failure
                     : stopped      ? LogTone::warning
                                    : LogTone::good,
                     end.state, true});
    for (const QString& text : end.totals)
        lines.push_back({last, last, LogTone::plain, text, true});
    return lines;
}

std::vector<LogLine> log_lines(const RunModel& run, std::int64_t begin, std::int64_t end)
{
    LogScan scan;
    std::vector<LogLine> lines;
    if (begin <= 0)
        lines = start_lines(run);
    for (LogLine& line : scan.advance(run, end))
        if (line.told >= begin)
            lines.push_back(std::move(line));
    if (end >= run.step_count())
        for (LogLine& line : end_lines(run, scan))
            lines.push_back(std::move(line));
    return lines;
}

}  // namespace ttt
