// What the choices that nobody made stand for in a run over images. For resolve.cpp.
#pragma once

#include "engine/records/run_config.h"
#include "engine/records/settings/model_facts.h"

namespace ttt {

/// As resolved(); `config` is of a method for images.
RunConfig resolved_images(RunConfig config, const ModelFacts& model);

}  // namespace ttt
