#include "app/workbench/lab_subject.h"

#include "engine/records/other_program.h"
#include "sessions/config_json.h"
#include "views/run_model.h"

#include <QCoreApplication>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LabSubject)
};

}  // namespace

void LabSubject::set(bool is_busy, const std::optional<RunConfig>& next)
{
    std::optional<RunConfig> config;
    if (!run_.empty())
        config = run_.header().config;
    else if (!run_.document().token_ids.empty())
        config = next;
    set_lab(is_busy, config);
    asking_.set_idle(!is_busy && !run_.empty());
    set_ask(config);
}

void LabSubject::set_lab(bool is_busy, const std::optional<RunConfig>& config)
{
    const std::string about = is_busy ? "busy" : !config ? "nothing" : run_.header().input_hash + to_json(*config);
    if (about == about_)
        return;
    about_ = about;
    if (is_busy)
        worker_.close(Words::tr("A run goes on; it can be looked into when it has ended."));
    else if (!config)
        worker_.close(Words::tr("Open a document and a model: then they can be looked into."));
    else if (run_.header().kind == images_kind)
        worker_.close(Words::tr("This run reads images; what is looked into here is how a text was learned."));
    else if (!run_.header().before.empty())
        worker_.close(Words::tr("This run goes on from another one with settings of its own; only a run with the same "
                                "settings from its start can be looked into."));
    else
        worker_.open(*config, ids_for(*config));
}

/// Also of a run that goes on: its text is known from the start.
void LabSubject::set_ask(const std::optional<RunConfig>& config)
{
    const RunHeader& header = run_.header();
    const std::string about = !config ? "nothing" : header.run_id + header.input_hash + to_json(*config);
    if (about == asked_about_)
        return;
    asked_about_ = about;
    if (!config)
        asking_.close(Words::tr("Open a document and a model: then they can be asked."));
    else if (is_of_another_program(header))
        asking_.close(Words::tr("This run was computed by another program; its model is not at hand to be asked."));
    else if (run_.document().token_ids.empty())
        asking_.close(Words::tr("This run reads no text, so there is no place in it to ask at."));
    else
        asking_.open({*config, ids_for(*config), {.before = header.before, .model_hash = header.model_hash}});
}

std::vector<std::int32_t> LabSubject::ids_for(const RunConfig& config) const
{
    std::vector<std::int32_t> ids = run_.document().token_ids;
    if (config.tokens > 0 && config.tokens < static_cast<std::int64_t>(ids.size()))
        ids.resize(static_cast<std::size_t>(config.tokens));
    return ids;
}

}  // namespace ttt
