#include "views/tables/log_words.h"

#include "engine/records/methods.h"
#include "views/number_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>

#include <algorithm>
#include <cmath>
#include <functional>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunLog)
};

constexpr int decimals = 1;  // of perplexities

QString folder_name(const std::string& path)
{
    return QDir(QString::fromStdString(path)).dirName();
}

QString model_sentence(const RunHeader& header)
{
    QString text =
        Words::tr("Model %1, %2 parameters in %3 layers.")
            .arg(folder_name(header.config.model), grouped(header.parameter_count), grouped(header.layer_count));
    if (!header.config.twin.empty())
        text += Words::tr(" Its twin is %1.").arg(folder_name(header.config.twin));
    return text;
}

QString machine_sentence(const RunHeader& header)
{
    const QString dtype = header.config.dtype == "bf16" ? Words::tr("bfloat16") : Words::tr("float32");
    const auto started = QDateTime::fromMSecsSinceEpoch(header.started_unix_ms);
    return Words::tr("Started %1 on %2 in %3, engine %4.")
        .arg(started.toString(QStringLiteral("yyyy-MM-dd HH:mm")), QString::fromStdString(header.device_name), dtype,
             QString::fromStdString(header.engine_version));
}

QString window_words(const std::optional<std::int64_t>& window)
{
    if (!window)
        return Words::tr("attention windows that differ by layer");
    return *window == 0 ? Words::tr("full attention") : Words::tr("attention window %1").arg(grouped(*window));
}

QString target_words(const RunConfig& config)
{
    if (config.target == "trained" || config.target.empty())
        return Words::tr("the trained target");
    if (config.target == "lm-aligned")
        return Words::tr("the next token as target");
    return config.target == "reconstruction" ? Words::tr("the current token as target")
                                             : Words::tr("the previous token as target");
}

QString limit_words(const RunConfig& config)
{
    QStringList limits;
    if (const double cap = config.relative_cap.value_or(0); cap > 0)
        limits += Words::tr("drift at most %1 ‖W₀‖").arg(number_text(cap));
    if (const double clip = config.clip.value_or(0); clip > 0)
        limits += Words::tr("updates at most %1").arg(number_text(clip));
    return limits.isEmpty() ? Words::tr("no cap") : limits.join(QStringLiteral(", "));
}

QString fast_sentence(const RunConfig& config)
{
    if (config.fast_layers.empty())
        return Words::tr("Nothing learns: only the frozen model reads.");
    const QString layers = config.fast_layers.size() == 1 ? Words::tr("Layer %1 learns") : Words::tr("Layers %1 learn");
    const QString keys = config.centre_keys.value_or(false) ? Words::tr("; keys centred") : QString();
    const QString control =
        config.control == "random"
            ? Words::tr(" A control: every update is replaced by random numbers of the same norm, seed %1.")
                  .arg(config.seed)
            : QString();
    return Words::tr("%1 with inner rate %2, decay %3, %4; %5%6.%7")
        .arg(layers.arg(list_text(config.fast_layers)), rates_text(config.inner_lr),
             config.decay.empty() ? QStringLiteral("1") : rates_text(config.decay), target_words(config),
             limit_words(config), keys, control);
}

/// Where rms learned how large gradients are.
QString statistics_words(const RunConfig& config)
{
    if (config.optimizer != "rms")
        return {};
    if (config.statistics.empty())
        return Words::tr(" The first %1 tokens are measured, not learned from.").arg(grouped(config.statistics_tokens));
    return Words::tr(" Gradients were measured in the first %1 tokens of %2.")
        .arg(grouped(config.statistics_tokens))
        .arg(QString::fromStdString(config.statistics));
}

/// Resolved: what the method has is there.
QString gradient_sentence(const RunConfig& config)
{
    const QString rate = number_text(config.lr.value_or(0));
    const QString optimizer = QString::fromStdString(config.optimizer),
                  what = QString::fromStdString(config.parameters);
    if (is_lora(config))
        return Words::tr("LoRA learns in %1: rank %2, α %3, %4 with rate %5, after segments of %6 tokens.")
            .arg(what)
            .arg(config.rank.value_or(0))
            .arg(number_text(config.alpha.value_or(0)), optimizer, rate, grouped(config.segment));
    const QString back = config.prior_decay.value_or(0) > 0
                             ? Words::tr(", pulled back with λ %1").arg(number_text(*config.prior_decay))
                             : QString();
    return Words::tr("Dynamic evaluation learns in %1 by %2 with rate %3%4, after segments of %5 tokens.%6")
        .arg(what, optimizer, rate, back, grouped(config.segment), statistics_words(config));
}

QString learning_sentence(const RunConfig& config)
{
    if (config.arms == "frozen")
        return Words::tr("Nothing learns: only the frozen model reads.");
    if (!learns_by_gradients(config))
        return fast_sentence(config);
    return has_fast_weights(config) ? fast_sentence(config) + u' ' + gradient_sentence(config)
                                    : gradient_sentence(config);
}

QString state_words(RunState state)
{
    switch (state) {
    case RunState::finished:
        return Words::tr("Finished");
    case RunState::cancelled:
        return Words::tr("Cancelled");
    case RunState::failed:
        return Words::tr("Failed");
    case RunState::interrupted:
        return Words::tr("Interrupted");
    case RunState::diverged:
        return Words::tr("Diverged");
    case RunState::running:
        break;
    }
    return Words::tr("Running");
}

}  // namespace

QString list_text(std::span<const std::int64_t> values)
{
    QStringList words;
    for (const std::int64_t value : values)
        words += QString::number(value);
    return words.join(QStringLiteral(", "));
}

QString rates_text(std::span<const double> values)
{
    const bool alike = std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end();
    QStringList words;
    for (const double value : alike && !values.empty() ? values.first(1) : values)
        words += number_text(value);
    return words.join(QStringLiteral(", "));
}

QString arms_text(double frozen, double twin, double adapted)
{
    QStringList words;
    if (!std::isnan(frozen))
        words += Words::tr("frozen %1").arg(fixed_text(frozen, decimals));
    if (!std::isnan(twin))
        words += Words::tr("twin %1").arg(fixed_text(twin, decimals));
    if (!std::isnan(adapted))
        words += Words::tr("adapted %1").arg(fixed_text(adapted, decimals));
    const QString text = words.join(QStringLiteral(", "));
    return std::isnan(frozen / adapted) ? text
                                        : Words::tr("%1 (%2 against frozen)").arg(text, change_text(adapted / frozen));
}

QStringList start_sentences(const RunHeader& header, const QString& document_name)
{
    const RunConfig& config = header.config;
    return {model_sentence(header),
            Words::tr("Document %1: %2 tokens, %3 chunks of %4, %5.")
                .arg(document_name, grouped(header.token_count), grouped(header.step_count), grouped(config.chunk),
                     window_words(config.window)),
            learning_sentence(config), machine_sentence(header)};
}

EndSentences end_sentences(const RunSummary& summary)
{
    const bool has_gone_wrong = summary.state == RunState::failed || summary.state == RunState::interrupted ||
                                summary.state == RunState::diverged;
    QString state = state_words(summary.state);
    if (const QString message = QString::fromStdString(summary.message); message.startsWith(state))
        state = message;
    else if (!message.isEmpty())
        state += QStringLiteral(": ") + message;
    if (!state.endsWith(u'.'))
        state += u'.';
    QString totals = QStringList{counted(summary.tokens, Words::tr("1 token"), Words::tr("%1 tokens")),
                                 counted(summary.steps, Words::tr("1 chunk"), Words::tr("%1 chunks")),
                                 counted(summary.updates, Words::tr("1 update"), Words::tr("%1 updates"))}
                         .join(QStringLiteral(", "));
    if (summary.seconds > 0)
        totals += Words::tr(" in %1 s (%2 tokens/s)")
                      .arg(fixed_text(summary.seconds, 1),
                           grouped(std::llround(static_cast<double>(summary.tokens) / summary.seconds)));
    EndSentences end{state, {totals + u'.'}, has_gone_wrong};
    const QString arms =
        arms_text(perplexity(summary.nll_frozen, summary.predicted), perplexity(summary.nll_twin, summary.predicted),
                  perplexity(summary.nll_adapted, summary.predicted));
    if (!arms.isEmpty())
        end.totals += Words::tr("Perplexity %1.").arg(arms);
    return end;
}

}  // namespace ttt
