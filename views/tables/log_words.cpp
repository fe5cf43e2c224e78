#include "views/tables/log_words.h"

#include "engine/records/branch_words.h"
#include "engine/records/other_program.h"
#include "engine/records/settings/setting_words.h"
#include "views/kind_words.h"
#include "views/number_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>

#include <cmath>

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
    if (is_of_another_program(header))
        return header.config.model.empty() ? Words::tr("The model has no name.")
                                           : Words::tr("Model %1.").arg(folder_name(header.config.model));
    QString text =
        Words::tr("Model %1, %2 parameters in %3 layers.")
            .arg(folder_name(header.config.model), grouped(header.parameter_count), grouped(header.layer_count));
    if (!header.config.twin.empty())
        text += Words::tr(" Its twin is %1.").arg(folder_name(header.config.twin));
    return text;
}

QString machine_sentence(const RunHeader& header)
{
    const QString dtype = header.config.dtype == Dtype::bf16 ? Words::tr("bfloat16") : Words::tr("float32");
    const auto started = QDateTime::fromMSecsSinceEpoch(header.started_unix_ms);
    if (is_of_another_program(header))
        return Words::tr("Started %1 on %2 by another program, %3.")
            .arg(started.toString(QStringLiteral("yyyy-MM-dd HH:mm")), QString::fromStdString(header.device_name),
                 QString::fromStdString(header.engine_version));
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

QString arms_text(double frozen, double twin, double adapted, double guarded)
{
    QStringList words;
    if (!std::isnan(frozen))
        words += Words::tr("frozen %1").arg(fixed_text(frozen, decimals));
    if (!std::isnan(twin))
        words += Words::tr("twin %1").arg(fixed_text(twin, decimals));
    if (!std::isnan(adapted))
        words += Words::tr("adapted %1").arg(fixed_text(adapted, decimals));
    if (!std::isnan(guarded))
        words += Words::tr("guarded %1").arg(fixed_text(guarded, decimals));
    const QString text = words.join(QStringLiteral(", "));
    return std::isnan(frozen / adapted) ? text
                                        : Words::tr("%1 (%2 against frozen)").arg(text, change_text(adapted / frozen));
}

namespace {

QString input_sentence(const RunHeader& header, const QString& input_name)
{
    const KindWords kind = words_of_kind(header.kind);
    const bool are_images = header.kind == images_kind;
    QString words =
        QStringLiteral("%1 %2: %3 %4, %5 %6 of %7")
            .arg(are_images ? Words::tr("Images") : Words::tr("Document"), input_name, grouped(header.item_count),
                 kind.items, grouped(header.step_count), kind.steps, grouped(items_per_step(header)));
    if (are_images)
        words += Words::tr(", stream %1, %2")
                     .arg(QString::fromStdString(header.config.stream), QString::fromStdString(header.config.order));
    else if (!is_of_another_program(header))
        words += QStringLiteral(", ") + window_words(header.config.window);
    return words + u'.';
}

/// Empty: no image has a label.
QString error_sentence(const RunSummary& summary)
{
    QStringList arms;
    for (const auto& [column, name] :
         {std::pair(Column::wrong_frozen, Arm::frozen), std::pair(Column::wrong_adapted, Arm::adapted)})
        if (find_total(summary, column))
            arms += Words::tr("%1 %2 %").arg(QString::fromUtf8(name_of(name)), fixed_text(mean_of(summary, column), 2));
    return arms.isEmpty() ? QString() : Words::tr("Error: %1.").arg(arms.join(QStringLiteral(", ")));
}

}  // namespace

QStringList start_sentences(const RunHeader& header, const QString& input_name)
{
    const RunConfig& config = header.config;
    QStringList sentences{model_sentence(header), input_sentence(header, input_name),
                          QString::fromStdString(rule_words(config)), machine_sentence(header)};
    if (!header.before.empty())
        sentences += Words::tr("The run was %1; what came before is copied from there.")
                         .arg(QString::fromStdString(branch_words(header)));
    return sentences;
}

EndSentences end_sentences(const RunSummary& summary, std::string_view kind)
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
    const KindWords words = words_of_kind(kind);
    const QString one = QStringLiteral("1 "), many = QStringLiteral("%1 ");
    QString totals = QStringList{counted(summary.items, one + words.item, many + words.items),
                                 counted(summary.steps, one + words.step, many + words.steps),
                                 counted(summary.updates, Words::tr("1 update"), Words::tr("%1 updates"))}
                         .join(QStringLiteral(", "));
    if (summary.seconds > 0)
        totals += Words::tr(" in %1 s (%2 %3/s)")
                      .arg(fixed_text(summary.seconds, 1),
                           grouped(std::llround(static_cast<double>(summary.items) / summary.seconds)), words.items);
    EndSentences end{state, {totals + u'.'}, has_gone_wrong};
    const QString arms = arms_text(perplexity(summary, Arm::frozen), perplexity(summary, Arm::twin),
                                   perplexity(summary, Arm::adapted), perplexity(summary, Arm::guarded));
    if (!arms.isEmpty())
        end.totals += Words::tr("Perplexity %1.").arg(arms);
    if (const QString errors = error_sentence(summary); !errors.isEmpty())
        end.totals += errors;
    return end;
}

}  // namespace ttt
