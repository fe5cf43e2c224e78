#include "app/workbench/lab_subject.h"

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
    const std::string about = is_busy ? "busy" : !config ? "nothing" : run_.header().input_hash + to_json(*config);
    if (about == about_)
        return;
    about_ = about;
    if (is_busy)
        return worker_.close(Words::tr("A run goes on; it can be looked into when it has ended."));
    if (!config)
        return worker_.close(Words::tr("Open a document and a model: then they can be looked into."));
    std::vector<std::int32_t> ids = run_.document().token_ids;
    if (config->tokens > 0 && config->tokens < static_cast<std::int64_t>(ids.size()))
        ids.resize(static_cast<std::size_t>(config->tokens));
    worker_.open(*config, ids);
}

}  // namespace ttt
