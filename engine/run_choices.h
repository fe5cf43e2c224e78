// A checkpoint as the table of settings sees it, and the choices of a run against it. No torch.
#pragma once

#include "engine/model/model_config.h"
#include "engine/records/settings/settings.h"

#include <string>
#include <vector>

namespace ttt {

/// What choices depend on. `name` as sentences name the model; `decay`: gamma of each layer of model.ttt.layers, empty:
/// none was trained.
ModelFacts facts_of(const ModelConfig& model, const std::string& name, std::vector<double> decay = {});

/// Throws ttt::Error with the first of problems().
void check_choices(const RunConfig& config, const RunFacts& facts);

/// Checks, fills in what nobody chose, remembers what somebody did, and makes paths absolute. Throws ttt::Error.
RunConfig resolve_choices(const RunConfig& asked, const ModelFacts& model);

}  // namespace ttt
