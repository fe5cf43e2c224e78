#include "app/workbench/run_entries.h"

#include "app/format.h"
#include "engine/records/branch_words.h"
#include "engine/records/settings/differences.h"
#include "engine/records/settings/setting_words.h"
#include "sessions/session_reader.h"

#include <QCoreApplication>

#include <algorithm>
#include <filesystem>

namespace ttt {

namespace {

/// What a person chose, and what they are not told by the document's name.
void tell_choices(RunEntry& entry, const RunInfo& info)
{
    const RunConfig& config = info.header.config;
    const std::vector<const Setting*> chosen = chosen_settings(config);
    entry.choices = QString::fromStdString(choice_words(config));
    entry.settings = QString::fromStdString(setting_words(chosen, config));
    entry.is_control = has_control(chosen);
    for (const std::string& more : {words_of(info.own_settings), branch_words(info.header)})
        for (QString* words : {&entry.choices, &entry.settings})
            if (!more.empty())
                *words += (words->isEmpty() ? QString() : QStringLiteral(", ")) + QString::fromStdString(more);
}

}  // namespace

QString speed_key(const RunConfig& config)
{
    QStringList words;
    for (const std::string& word :
         {config.model, config.twin, config.method, config.arms.text(), config.dtype.text(), config.device.text()})
        words += QString::fromStdString(word);
    return words.join(u'\n');
}

RunEntry entry_of(const RunInfo& info)
{
    const RunHeader& header = info.header;
    const RunSummary& summary = info.summary;
    RunEntry entry;
    entry.id = QString::fromStdString(header.run_id);
    entry.name = QString::fromStdString(info.name);
    const bool is_of_images = header.kind == images_kind;
    entry.document = QString::fromStdString(file_name(is_of_images ? header.config.images : header.config.document));
    entry.model = QString::fromStdString(file_name(header.config.model));
    entry.state = summary.state;
    entry.state_text = QString::fromStdString(summary.message);
    entry.tokens = header.item_count;
    entry.steps_done = summary.steps;
    entry.steps = header.step_count;
    entry.method = QString::fromUtf8(method_title(header.config));
    entry.config = header.config;
    tell_choices(entry, info);
    entry.speed_key = speed_key(header.config);
    entry.seconds = summary.seconds;
    entry.tokens_done = summary.items;
    entry.ppl_frozen = perplexity(summary, Arm::frozen);
    entry.ppl_adapted = perplexity(summary, Arm::adapted);
    entry.ppl_twin = perplexity(summary, Arm::twin);
    entry.ppl_guarded = perplexity(summary, Arm::guarded);
    entry.error_frozen = mean_of(summary, Column::wrong_frozen);
    entry.error_adapted = mean_of(summary, Column::wrong_adapted);
    entry.started_ms = header.started_unix_ms;
    entry.place = info.row;
    for (const std::string& tag : info.tags)
        entry.tags.append(QString::fromStdString(tag));
    entry.notes = QString::fromStdString(info.notes);
    return entry;
}

std::vector<RunEntry> run_entries(const SessionReader& reader)
{
    std::vector<RunEntry> entries;
    const std::vector<RunInfo> infos = reader.runs();
    std::transform(infos.rbegin(), infos.rend(), std::back_inserter(entries), entry_of);
    return entries;
}

std::vector<RunEntry> run_entries(const std::string& session)
{
    return std::filesystem::exists(session) ? run_entries(SessionReader(session)) : std::vector<RunEntry>();
}

}  // namespace ttt
