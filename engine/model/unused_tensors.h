// Tensors of a checkpoint that nothing would be computed with. Other programs warn and go on; here whatever changes
// what the model computes is refused, and the rest is told.
#pragma once

#include "engine/model/model_config.h"

#include <string>
#include <vector>

namespace ttt {

struct UnusedTensors {
    std::vector<std::string> told;      // whoever reads the numbers must know: other heads, TTT parameters not in use
    std::vector<std::string> harmless;  // tables that any program computes again
};

/// Sorts those of `names` that the configuration does not ask for. Throws ttt::Error that names `directory` and the
/// tensors when they belong to the function of the model: scales of quantised weights, biases, norms of queries and
/// keys, further layers. A head beside a tied embedding is left out: whether it differs, only its values tell.
UnusedTensors sort_unused(const std::vector<std::string>& names, const ModelConfig& config,
                          const std::string& directory);

/// One sentence per kind of what was told; empty: everything in the file is used.
std::vector<std::string> remarks_on(const UnusedTensors& unused);

/// 'a', 'b', 'c' and 4 more.
std::string listed(const std::vector<std::string>& names);

}  // namespace ttt
