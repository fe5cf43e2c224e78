#include "views/forms/run_entry.h"

#include "engine/records/methods.h"
#include "engine/records/settings/differences.h"
#include "views/kind_words.h"
#include "views/number_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::SessionList)
};

constexpr int ppl_decimals = 1;

QString joined(std::initializer_list<double> numbers)
{
    QStringList values;
    for (const double value : numbers)
        if (!std::isnan(value))
            values += fixed_text(value, ppl_decimals);
    return values.join(QStringLiteral(" / "));
}

/// Perplexities, or of images errors.
QString results(const RunEntry& run)
{
    const QString errors = joined({run.error_adapted, run.error_frozen});
    return errors.isEmpty() ? joined({run.ppl_adapted, run.ppl_frozen}) : Words::tr("%1 % wrong").arg(errors);
}

KindWords kind_words(const RunEntry& run)
{
    return words_of_kind(kind_of(run.config) == RunKind::images ? images_kind : document_kind);
}

QString ended_at(const RunEntry& run, const QString& words)
{
    return words.arg(kind_words(run).step, grouped(run.steps_done));
}

/// "from chunk 12", out of the sentence that says where something began.
QString number_behind(const QString& sentence, const QString& words)
{
    const QRegularExpressionMatch match = QRegularExpression(words + QStringLiteral(" (\\d+)")).match(sentence);
    return match.hasMatch() ? grouped(match.captured(1).toLongLong()) : QString();
}

QString finished_words(const RunEntry& run)
{
    if (const QString chunk = number_behind(run.state_text, QStringLiteral("^Worse than frozen from chunk"));
        !chunk.isEmpty())
        return Words::tr("finished · %1 · worse than frozen from chunk %2").arg(results(run), chunk);
    const QString result = run.state_text.isEmpty() || !std::isnan(run.error_frozen) ? results(run) : run.state_text;
    return result.isEmpty() ? Words::tr("finished") : Words::tr("finished · %1").arg(result);
}

/// The sentence names the chunk; perplexities of a run that went astray are no result.
QString diverged_words(const RunEntry& run)
{
    const QString chunk = number_behind(run.state_text, QStringLiteral("at chunk"));
    return chunk.isEmpty() ? Words::tr("diverged") : Words::tr("diverged at chunk %1").arg(chunk);
}

}  // namespace

QString entry_title(const RunEntry& run)
{
    return run.name.isEmpty() ? run.document : run.name;
}

QStringList distinct_names(const std::vector<const RunEntry*>& runs)
{
    std::vector<RunConfig> configs;
    for (const RunEntry* run : runs)
        configs.push_back(run->config);
    const std::vector<const Setting*> differing = differing_settings(configs);
    QStringList names;
    for (const RunEntry* run : runs) {
        const QString words = QString::fromStdString(distinction(run->config, differing));
        names += run->name.isEmpty() && !words.isEmpty() ? words : entry_title(*run);
    }
    return names;
}

QString entry_numbers(const RunEntry& run)
{
    switch (run.state) {
    case RunState::running:
        return Words::tr("running · %1 of %2").arg(grouped(run.steps_done), grouped(run.steps));
    case RunState::finished:
        return finished_words(run);
    case RunState::cancelled:
        return ended_at(run, Words::tr("cancelled at %1 %2"));
    case RunState::interrupted:
        return ended_at(run, Words::tr("interrupted at %1 %2"));
    case RunState::diverged:
        return diverged_words(run);
    case RunState::failed:
        break;
    }
    return run.state_text.isEmpty() ? ended_at(run, Words::tr("failed at %1 %2"))
                                    : Words::tr("failed: %1").arg(run.state_text);
}

QString entry_details(const RunEntry& run)
{
    QStringList lines{entry_title(run), entry_numbers(run)};
    const bool says_why = run.state == RunState::diverged || run.state == RunState::finished;
    if (says_why && !run.state_text.isEmpty())
        lines += run.state_text;
    lines +=
        Words::tr("%1 %2 of %3, read by %4").arg(grouped(run.tokens), kind_words(run).items, run.document, run.model);
    if (!run.method.isEmpty())
        lines += run.method;
    if (!run.settings.isEmpty())
        lines += Words::tr("chosen: %1").arg(run.settings);
    const auto add = [&](const QString& words, double value) {
        if (!std::isnan(value))
            lines += words.arg(fixed_text(value, 2));
    };
    add(Words::tr("perplexity adapted %1"), run.ppl_adapted);
    add(Words::tr("perplexity frozen %1"), run.ppl_frozen);
    add(Words::tr("perplexity twin %1"), run.ppl_twin);
    add(Words::tr("perplexity guarded %1"), run.ppl_guarded);
    add(Words::tr("error adapted %1 %"), run.error_adapted);
    add(Words::tr("error frozen %1 %"), run.error_frozen);
    if (run.started_ms > 0)
        lines += Words::tr("started %1")
                     .arg(QDateTime::fromMSecsSinceEpoch(run.started_ms).toString(QStringLiteral("yyyy-MM-dd HH:mm")));
    if (!run.tags.isEmpty())
        lines += Words::tr("tags: %1").arg(run.tags.join(QStringLiteral(", ")));
    if (!run.notes.isEmpty())
        lines += run.notes;
    return lines.join(u'\n');
}

double entry_ratio(const RunEntry& run)
{
    if (run.state == RunState::diverged)
        return std::numeric_limits<double>::quiet_NaN();
    return std::isnan(run.error_frozen) ? run.ppl_adapted / run.ppl_frozen : run.error_adapted / run.error_frozen;
}

bool entry_matches(const RunEntry& run, const QString& filter)
{
    const QString text =
        QStringList{run.name, run.document, run.model, run.method, run.settings, run.tags.join(u' ')}.join(u'\n');
    const QStringList words = filter.split(u' ', Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

}  // namespace ttt
