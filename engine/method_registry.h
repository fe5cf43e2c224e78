// The methods by name: the one place that knows them all.
#pragma once

#include "engine/methods/method.h"
#include "engine/records/records.h"
#include "engine/run_checkpoint.h"

#include <cstdint>
#include <memory>
#include <span>

namespace ttt {

/// The method that model.config (resolved) names, ready to read a document of `tokens` tokens. Loads the weights, and
/// measures statistics where the method wants some beforehand. Throws ttt::Error with a sentence.
std::unique_ptr<Method> make_method(const RunCheckpoint& model, std::int64_t tokens);

/// The same, where the run goes on from stretches that were made with other settings: these hold up to their ends.
std::unique_ptr<Method> make_method(const RunCheckpoint& model, std::span<const RunStretch> before,
                                    std::int64_t tokens);

}  // namespace ttt
