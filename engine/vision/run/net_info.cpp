#include "engine/vision/run/net_info.h"

#include "engine/records/error.h"
#include "engine/records/file_name.h"
#include "engine/vision/nets/image_net.h"
#include "engine/vision/nets/net_config.h"
#include "engine/vision/run/image_facts.h"

#include <algorithm>
#include <array>

namespace ttt {

namespace {

std::string words_of(const ImageShape& shape)
{
    return std::to_string(shape.height) + " x " + std::to_string(shape.width) + " with " +
           std::to_string(shape.channels);
}

}  // namespace

bool is_image_net(const std::string& folder)
{
    constexpr std::array types{"resnet_cifar", "mae_vit", "torchvision_resnet"};
    try {
        const nlohmann::json config = read_net_json(folder);
        const auto type = config.find("model_type");
        return type != config.end() && std::ranges::find(types, *type) != types.end();
    } catch (const Error&) {
        return false;
    }
}

ImageNetInfo net_info(const ImageNet& net, const std::string& name)
{
    return {.facts = facts_of(net, name),
            .shape = {.height = net.side(), .width = net.side(), .channels = net.channels()},
            .class_names = net.class_names()};
}

ImageNetInfo image_net_info(const std::string& folder)
{
    return net_info(*open_image_net(folder).net, file_name(folder));
}

std::string net_problem(const ImageNetInfo& net, const ImagesToRead& images)
{
    const std::string name = "The net '" + net.facts.name + "'";
    if (images.shape != net.shape)
        return name + " reads images of " + words_of(net.shape) + (net.shape.channels == 1 ? " channel" : " channels") +
               ", and these (" + images.source + ") have " + words_of(images.shape) + ".";
    if (images.classes > net.facts.classes)
        return name + " tells " + std::to_string(net.facts.classes) + " classes apart, and these images (" +
               images.source + ") have " + std::to_string(images.classes) + ": it is a net for other classes.";
    return {};
}

}  // namespace ttt
