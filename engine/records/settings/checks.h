// What no range says: how a choice goes together with others, with the model and with the document. A sentence each, or
// empty. For the table; what is not known in `facts` is not checked.
#pragma once

#include "engine/records/settings/settings.h"

#include <string>

namespace ttt {

/// The method and the model read different things, or the net lacks what the method learns by.
std::string image_method_problem(const RunConfig& config, const RunFacts& facts);
/// Two views of each image are compared, no more and no less.
std::string views_problem(const RunConfig& config, const RunFacts& facts);
/// Fast weights without a trained target would change nothing.
std::string method_problem(const RunConfig& config, const RunFacts& facts);
std::string fast_layers_problem(const RunConfig& config, const RunFacts& facts);
std::string learning_layers_problem(const RunConfig& config, const RunFacts& facts);
std::string chunk_problem(const RunConfig& config, const RunFacts& facts);
std::string segment_problem(const RunConfig& config, const RunFacts& facts);
std::string inner_lr_problem(const RunConfig& config, const RunFacts& facts);
std::string decay_problem(const RunConfig& config, const RunFacts& facts);
std::string target_scale_problem(const RunConfig& config, const RunFacts& facts);
std::string rank_problem(const RunConfig& config, const RunFacts& facts);
std::string statistics_problem(const RunConfig& config, const RunFacts& facts);
/// A guarded arm is made of the two others.
std::string guard_problem(const RunConfig& config, const RunFacts& facts);
std::string device_problem(const RunConfig& config, const RunFacts& facts);

}  // namespace ttt
