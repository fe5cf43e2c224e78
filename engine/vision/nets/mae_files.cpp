#include "engine/vision/nets/mae_files.h"

#include "engine/vision/nets/net_files.h"

namespace ttt {

LoadedMae load_mae(const std::string& folder)
{
    LoadedMae loaded;
    loaded.weights.config = read_mae_config(folder);
    loaded.hash = load_net_tensors(folder, mae_config_text(loaded.weights.config),
                                   [&loaded](const VisitImageTensor& visit) { visit_tensors(loaded.weights, visit); });
    return loaded;
}

void save_mae(const std::string& folder, const MaeWeights& weights)
{
    MaeWeights handles = weights;
    save_net(folder, mae_config_text(weights.config),
             [&handles](const VisitImageTensor& visit) { visit_tensors(handles, visit); });
}

}  // namespace ttt
