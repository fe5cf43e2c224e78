// What a checkpoint says that choices depend on, and what a machine can. Plain values; no torch.
#pragma once

#include "engine/records/methods.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct ModelFacts {
    std::string name = {};             // as sentences name it; empty: no model is open, and nothing below is known
    RunKind kind = RunKind::document;  // what it reads
    std::int64_t layers = 0;
    std::int64_t width = 0;  // of the hidden states
    std::int64_t parameters = 0;
    std::int64_t vocabulary = 0;
    std::optional<std::int64_t> window = {};     // tokens; 0: full; nullopt: differs by layer
    bool has_trained_target = false;             // TTT parameters were trained, in fast_layers
    std::vector<std::int64_t> fast_layers = {};  // ascending; empty: none
    std::int64_t chunk = 0;                      // tokens; 0: the model does not say
    std::vector<double> inner_lr = {};           // one for all or one per fast layer; empty: the model does not say
    std::vector<double> decay = {};              // one per fast layer; empty: 1
    TargetSource target_source = TargetSource::hidden_states;
    double relative_cap = 0, clip = 0;  // 0: off
    bool centre_keys = false;
    // of a net for images
    std::int64_t classes = 0;
    bool batch_norm = false;
    bool rotations = false;    // has a rotation branch
    bool filling_in = false;   // is a masked autoencoder
    std::string twin = {};     // directory of the twin that the model names; empty: none
    std::string problem = {};  // a sentence: why the model can't be used; empty: it can
};

struct DeviceFacts {
    bool cuda = false;
    std::string cuda_reason = {};  // why not; empty: nobody looked
};

/// All that the check of a configuration may look at. Views of what outlives the call; nullptr: not known yet, and
/// what depends on it is not checked.
struct RunFacts {
    const ModelFacts* model = nullptr;
    const DeviceFacts* device = nullptr;
    std::int64_t tokens = 0;  // that are read; 0: not known yet
};

}  // namespace ttt
