// What the form is told of the model and the machine: plain values, filled in by the application.
#pragma once

#include "engine/records/run_config.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace ttt {

struct ModelFacts {
    QString name;  // empty: no model is open
    std::int64_t layers = 0;
    std::int64_t parameters = 0;
    std::int64_t vocabulary = 0;
    std::optional<std::int64_t> window;     // tokens; 0: full; nullopt: differs by layer
    std::vector<std::int64_t> fast_layers;  // that have trained TTT parameters; empty: none
    std::int64_t chunk = 0;                 // 0: the model does not say
    std::vector<double> inner_lr;           // one for all or one per fast layer; empty: the model does not say
    std::vector<double> decay;              // as inner_lr; empty: 1
    QString target;                         // target source: hidden_states | input_embed
    std::optional<double> cap, clip;        // nullopt or 0: off
    bool centre_keys = false;
    bool has_twin = false;
    QString twin;                // directory of the twin that the model names, for RunConfig::twin
    QString problem;             // a sentence: why the model can't be used
    std::vector<RunConfig> own;  // what empty choices mean for this model: each method, optimizer and set of parameters
};

/// What the empty choices beside this method, optimizer and, where that is known, what learns, mean; nullptr: not known
/// here.
inline const RunConfig* own_choices(const ModelFacts& model, const RunConfig& config)
{
    const RunConfig* found = nullptr;
    for (const RunConfig& own : model.own) {
        if (own.method != config.method || (!config.optimizer.empty() && own.optimizer != config.optimizer))
            continue;
        if (config.parameters.empty() || own.parameters == config.parameters)
            return &own;
        found = found ? found : &own;
    }
    return found;
}

struct DeviceFacts {
    bool cuda = false;
    QString cuda_reason;  // why not
};

}  // namespace ttt
