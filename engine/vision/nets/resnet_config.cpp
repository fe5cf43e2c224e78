#include "engine/vision/nets/resnet_config.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/vision/nets/net_config.h"

namespace ttt {

namespace {

constexpr const char* model_type = "resnet_cifar";
constexpr std::string_view known[] = {
    "model_type", "depth",    "width",      "norm",      "norm_groups", "classes",    "image_channels",
    "image_side", "rotation", "image_mean", "image_std", "class_names", "trained_on", "contrastive_size"};

}  // namespace

std::string fault_of(const ResNetConfig& config)
{
    if (config.depth < 8 || config.depth > 1202 || (config.depth - 2) % 6 != 0)
        return "The depth is 8, 14, 20, 26 … (6 N + 2), not " + std::to_string(config.depth) + ".";
    if (config.width < 1 || config.width > 1024)
        return "The width is 1 to 1,024, not " + std::to_string(config.width) + ".";
    if (config.norm == NormKind::gn && (config.groups < 1 || config.width % config.groups != 0))
        return "Group norm can't part a width of " + std::to_string(config.width) + " into " +
               std::to_string(config.groups) + " groups.";
    if (config.side < 4 || config.side > 1024 || config.side % 4 != 0)
        return "The side of the images is a multiple of 4 up to 1,024, not " + std::to_string(config.side) + ".";
    return fault_of_images(config.classes, config.channels, config.class_names.size(), config.mean, config.deviation);
}

ResNetConfig read_resnet_config(const std::string& folder)
{
    const std::string path = net_config_path(folder);
    const nlohmann::json json = read_net_json(folder);
    const JsonFields fields(json, path);
    if (fields.text("model_type") != model_type)
        fields.fail("model_type", "must be \"resnet_cifar\" for an image classifier");
    check_fields(json, known, path);
    constexpr std::int64_t most = 1 << 20;
    ResNetConfig config;
    config.depth = fields.integer("depth", 0, most);
    config.width = fields.integer("width", 0, most);
    const auto norm = find_word<NormKind>(fields.text("norm"));
    if (!norm)
        fields.fail("norm", "must be \"bn\" or \"gn\"");
    config.norm = *norm;
    config.groups = fields.integer_or("norm_groups", 1, most, config.groups);
    config.classes = fields.integer("classes", 0, most);
    config.channels = fields.integer("image_channels", 0, most);
    config.side = fields.integer("image_side", 0, most);
    config.rotation = fields.boolean_or("rotation", false);
    config.contrastive = fields.integer_or("contrastive_size", 1, 4096, 0);
    config.mean = fields.numbers("image_mean");
    config.deviation = fields.numbers("image_std");
    if (fields.has("class_names"))
        config.class_names = fields.texts("class_names");
    config.trained_on = fields.text_or("trained_on", "");
    if (const std::string fault = fault_of(config); !fault.empty())
        throw Error("The file " + printable_path(path) + " describes no net: " + fault);
    return config;
}

std::string resnet_config_text(const ResNetConfig& config)
{
    nlohmann::ordered_json json{
        {"model_type", model_type},          {"depth", config.depth},         {"width", config.width},
        {"norm", spelled(config.norm)},      {"norm_groups", config.groups},  {"classes", config.classes},
        {"image_channels", config.channels}, {"image_side", config.side},     {"rotation", config.rotation},
        {"image_mean", config.mean},         {"image_std", config.deviation}, {"class_names", config.class_names},
        {"trained_on", config.trained_on}};
    if (config.contrastive > 0)
        json["contrastive_size"] = config.contrastive;
    return json.dump(2) + "\n";
}

}  // namespace ttt
