// The one check of a configuration: by the engine before a run, by the form while a person types, by the command line.
#pragma once

#include "engine/records/settings/settings.h"

#include <string>
#include <vector>

namespace ttt {

struct SettingProblem {
    const Setting* setting;
    std::string sentence;
};

/// What can't be, in the order of settings(); empty: it can run, as far as `facts` are known. Every sentence stands for
/// itself. An unknown method is the only problem of its configuration.
std::vector<SettingProblem> problems(const RunConfig& config, const RunFacts& facts);

/// The first of them; empty: there is none.
std::string first_problem(const RunConfig& config, const RunFacts& facts);

}  // namespace ttt
