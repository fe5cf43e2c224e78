#include "engine/records/settings/problems.h"

#include "engine/records/settings/resolve.h"
#include "engine/records/settings/setting_text.h"

#include <algorithm>

namespace ttt {
namespace {

/// To methods that learn by gradients a chunk is a segment, and a resolved configuration says both.
bool is_segment(const Setting& setting, const RunConfig& config)
{
    return learns_by_gradients(config) && (setting.key == "chunk" || setting.key == "segment");
}

/// Whether to one of those that share the key the value is none: what a method fills in for another one's setting.
bool is_off(const Setting& setting, const RunConfig& config)
{
    return std::ranges::any_of(settings(), [&](const Setting& other) {
        return other.key == setting.key && text_of(other, config) == other.off;
    });
}

/// It was chosen, though the method has no such thing.
std::string foreign_problem(const Setting& setting, const RunConfig& config)
{
    const bool is_silent = is_default(setting, config) || is_off(setting, config);
    if (is_silent || is_segment(setting, config) || find_setting(setting.key, config.method))
        return {};
    return "The " + std::string(setting.noun) + " belongs to " + owners(setting, &MethodInfo::title) + "; " +
           std::string(find_method(config.method)->title) + " has none.";
}

/// It was chosen, though the optimizer has no use for it.
std::string optimizer_problem(const Setting& setting, const RunConfig& config)
{
    if (setting.optimizers.empty() || is_default(setting, config) || !find_setting("optimizer", config.method))
        return {};  // or the method has the one that it means something to
    const Choice<Optimizer> optimizer = resolved(config, {}).optimizer;
    if (std::ranges::find(setting.optimizers, optimizer) != setting.optimizers.end())
        return {};
    std::string owners;
    for (const Optimizer owner : setting.optimizers)
        owners += (owners.empty() ? "" : " and ") + std::string(spelled(owner));
    return "The " + std::string(setting.noun) + " belongs to the optimizer" +
           (setting.optimizers.size() > 1 ? "s " : " ") + owners + "; " + optimizer.text() + " has none.";
}

std::string problem_of(const Setting& setting, const RunConfig& config, const RunFacts& facts)
{
    if (!belongs(setting, config.method))
        return foreign_problem(setting, config);
    std::string problem = value_problem(setting, config);
    if (problem.empty())
        problem = optimizer_problem(setting, config);
    return problem.empty() && setting.check ? setting.check(config, facts) : problem;
}

}  // namespace

std::vector<SettingProblem> problems(const RunConfig& config, const RunFacts& facts)
{
    std::vector<SettingProblem> found;
    for (const Setting& setting : settings()) {
        if (std::string problem = problem_of(setting, config, facts); !problem.empty())
            found.push_back({&setting, std::move(problem)});
        if (!find_method(config.method))
            break;
    }
    return found;
}

std::string first_problem(const RunConfig& config, const RunFacts& facts)
{
    const std::vector<SettingProblem> found = problems(config, facts);
    return found.empty() ? std::string() : found.front().sentence;
}

}  // namespace ttt
