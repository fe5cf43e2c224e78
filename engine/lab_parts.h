// What a Lab is made of. Private to the lab*.cpp files.
#pragma once

#include "engine/lab.h"
#include "engine/probes/write_log.h"
#include "engine/run_checkpoint.h"

#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// Members live and die on the thread of the Lab. Everything above `reader` is constant after construction, so that a
/// question that reads the text on its own starts a fresh_reader() and leaves step()'s stream alone.
struct Lab::Parts {
    Parts(RunConfig config, std::vector<std::int32_t> text);

    /// A new stream through the shared weights; paired where layers are fast, else frozen.
    ArmReader fresh_reader() const { return ArmReader(weights, model.config); }

    bool is_fast() const { return !model.config.fast_layers.empty(); }

    RunCheckpoint model;
    ModelWeights weights;              // in the run's dtype on its device, with the run's attention windows
    std::vector<std::int32_t> tokens;  // [T]
    torch::Tensor ids;                 // i64 [T] on the device

    // What step() and the questions about writes need.
    void start();
    bool read_chunk();
    const WriteLog& what_was_read() const;

    std::optional<ArmReader> reader;  // from the first step on
    std::optional<WriteLog> log;
    std::string failure;  // what made a step throw; the stream is unusable then
};

}  // namespace ttt
