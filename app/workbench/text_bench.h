// An engine that is opened for one text, on the thread of a worker, at the first question about it.
#pragma once

#include "engine/ask.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace ttt {

/// The text of a run, and what reads it.
struct AskedText {
    RunConfig config;
    std::vector<std::int32_t> ids;
    RunOrigin origin = {};  // of a run that was logged
};

/// Engine is made from (config, ids), and the origin where it takes one; it lives and dies on the worker's thread.
template <class Engine>
struct TextBench {
    std::shared_ptr<const AskedText> wanted;  // of the GUI thread: jobs take it with them
    std::shared_ptr<const AskedText> open;    // of the worker's thread, like what follows
    std::optional<Engine> engine;

    Engine& engine_of(const std::shared_ptr<const AskedText>& text)
    {
        if (open != text) {
            close();
            if constexpr (std::is_constructible_v<Engine, RunConfig, std::vector<std::int32_t>, RunOrigin>)
                engine.emplace(text->config, text->ids, text->origin);
            else
                engine.emplace(text->config, text->ids);
            open = text;
        }
        return *engine;
    }

    void close()
    {
        engine.reset();
        open.reset();
    }
};

}  // namespace ttt
