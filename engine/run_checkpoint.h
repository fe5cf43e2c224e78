// A model directory opened for reading documents: choices resolved, weights on their device.
#pragma once

#include "engine/model/checkpoint.h"
#include "engine/records/run_config.h"
#include "engine/records/settings/model_facts.h"
#include "engine/text/tokenizer.h"
#include "engine/ttt/arm_reader.h"

#include <optional>

namespace ttt {

/// A checkpoint and the choices of a run resolved against it; no weights yet.
struct RunCheckpoint {
    RunConfig config;
    ModelFacts facts;
    Checkpoint checkpoint;
    Tokenizer tokenizer;
};

/// Checks words, device, directory and choices, in this order; throws ttt::Error with the first that can't be.
RunCheckpoint open_model(const RunConfig& asked);

/// The weights in the run's dtype on its device.
ModelWeights load_run_weights(const RunCheckpoint& model);

/// Loads the weights and starts a stream.
ArmReader start_reader(const RunCheckpoint& model);

/// The twin of a run, always frozen, with its own windows. Refuses another vocabulary.
RunCheckpoint open_twin(const RunCheckpoint& model);

/// Where ids must lie to be read.
torch::Device device_of(const RunConfig& config);

}  // namespace ttt
