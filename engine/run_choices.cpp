#include "engine/run_choices.h"

#include "engine/files/file_path.h"
#include "engine/records/error.h"
#include "engine/records/settings/problems.h"
#include "engine/records/settings/resolve.h"
#include "engine/records/settings/setting_words.h"

#include <algorithm>
#include <functional>

namespace ttt {
namespace {

std::optional<std::int64_t> common_window(const std::vector<std::int64_t>& windows)
{
    const bool differs = windows.empty() || std::ranges::adjacent_find(windows, std::not_equal_to<>()) != windows.end();
    return differs ? std::nullopt : std::optional(windows.front());
}

}  // namespace

ModelFacts facts_of(const ModelConfig& model, const std::string& name, std::vector<double> decay)
{
    const TttConfig& ttt = model.ttt;
    ModelFacts facts{.name = name,
                     .layers = model.layer_count,
                     .width = model.hidden_size,
                     .vocabulary = model.vocab_size,
                     .window = common_window(model.windows)};
    facts.has_trained_target = ttt.mode;
    if (ttt.mode) {
        facts.fast_layers = ttt.layers;
        facts.chunk = ttt.chunk;
    }
    facts.inner_lr = ttt.lr;
    facts.decay = std::move(decay);
    facts.target_source = ttt.target;
    facts.relative_cap = ttt.relative_cap;
    facts.clip = ttt.clip;
    facts.centre_keys = ttt.centre_keys;
    return facts;
}

void check_choices(const RunConfig& config, const RunFacts& facts)
{
    if (const std::string problem = first_problem(config, facts); !problem.empty())
        throw Error(problem);
}

RunConfig resolve_choices(const RunConfig& asked, const ModelFacts& model)
{
    check_choices(asked, {});  // what no model would let through comes first
    check_choices(asked, {.model = &model});
    RunConfig config = resolved(asked, model);
    if (!config.chosen) {
        config.chosen.emplace();
        for (const Setting* setting : asked_settings(asked))
            config.chosen->emplace_back(setting->key);
    }
    if (config.optimizer == Optimizer::rms)
        config.statistics = absolute_path(config.statistics);
    return config;
}

}  // namespace ttt
