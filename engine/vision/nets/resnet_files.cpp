#include "engine/vision/nets/resnet_files.h"

#include "engine/vision/nets/net_files.h"

namespace ttt {

LoadedResNet load_resnet(const std::string& folder)
{
    LoadedResNet loaded;
    loaded.weights.config = read_resnet_config(folder);
    loaded.hash = load_net_tensors(folder, resnet_config_text(loaded.weights.config),
                                   [&loaded](const VisitImageTensor& visit) { visit_tensors(loaded.weights, visit); });
    return loaded;
}

void save_resnet(const std::string& folder, const ResNetWeights& weights)
{
    ResNetWeights handles = weights;
    save_net(folder, resnet_config_text(weights.config),
             [&handles](const VisitImageTensor& visit) { visit_tensors(handles, visit); });
}

}  // namespace ttt
