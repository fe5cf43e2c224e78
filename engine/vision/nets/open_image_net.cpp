#include "engine/vision/nets/image_net.h"
#include "engine/vision/nets/mae_files.h"
#include "engine/vision/nets/net_config.h"
#include "engine/vision/nets/resnet_files.h"
#include "engine/vision/nets/torchvision_resnet.h"

namespace ttt {

namespace {

template <class Loaded>
OpenedImageNet opened(const Loaded& loaded)
{
    return {as_image_net(loaded.weights), loaded.hash};
}

}  // namespace

OpenedImageNet open_image_net(const std::string& folder)
{
    const nlohmann::json json = read_net_json(folder);
    const JsonFields fields(json, net_config_path(folder));
    const std::string type = fields.text("model_type");
    if (type == "resnet_cifar")
        return opened(load_resnet(folder));
    if (type == "mae_vit")
        return opened(load_mae(folder));
    if (type == "torchvision_resnet")
        return opened(load_torchvision(folder));
    fields.fail("model_type",
                "must be \"resnet_cifar\", \"mae_vit\" or \"torchvision_resnet\" for an image classifier");
}

}  // namespace ttt
