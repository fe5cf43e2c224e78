#include "engine/vision/nets/torchvision_config.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/vision/nets/net_config.h"

namespace ttt {

namespace {

constexpr const char* model_type = "torchvision_resnet";
constexpr std::string_view known[] = {"model_type", "depth",      "norm",      "norm_groups", "classes",
                                      "image_side", "image_mean", "image_std", "class_names", "trained_on"};

constexpr std::int64_t narrowest = 64;  // number of channels that all groups must divide

}  // namespace

std::string fault_of(const TorchvisionConfig& config)
{
    if (config.depth != 18 && config.depth != 50)
        return "The depth is 18 or 50, not " + std::to_string(config.depth) + ".";
    if (config.norm == NormKind::gn && (config.groups < 1 || narrowest % config.groups != 0))
        return "Group norm can't part a width of 64 into " + std::to_string(config.groups) + " groups.";
    if (config.side < 32 || config.side > 1024)
        return "The side of the images is 32 to 1,024, not " + std::to_string(config.side) + ".";
    return fault_of_images(config.classes, TorchvisionConfig::channels, config.class_names.size(), config.mean,
                           config.deviation);
}

TorchvisionConfig read_torchvision_config(const std::string& folder)
{
    const std::string path = net_config_path(folder);
    const nlohmann::json json = read_net_json(folder);
    const JsonFields fields(json, path);
    if (fields.text("model_type") != model_type)
        fields.fail("model_type", "must be \"torchvision_resnet\" for a residual net of torchvision");
    check_fields(json, known, path);
    constexpr std::int64_t most = 1 << 20;
    TorchvisionConfig config;
    config.depth = fields.integer("depth", 0, most);
    const auto norm = find_word<NormKind>(fields.text_or("norm", "bn"));
    if (!norm)
        fields.fail("norm", "must be \"bn\" or \"gn\"");
    config.norm = *norm;
    config.groups = fields.integer_or("norm_groups", 1, most, config.groups);
    config.classes = fields.integer_or("classes", 0, most, config.classes);
    config.side = fields.integer_or("image_side", 0, most, config.side);
    if (fields.has("image_mean"))
        config.mean = fields.numbers("image_mean");
    if (fields.has("image_std"))
        config.deviation = fields.numbers("image_std");
    if (fields.has("class_names"))
        config.class_names = fields.texts("class_names");
    config.trained_on = fields.text_or("trained_on", "");
    if (const std::string fault = fault_of(config); !fault.empty())
        throw Error("The file " + printable_path(path) + " describes no net: " + fault);
    return config;
}

std::string torchvision_config_text(const TorchvisionConfig& config)
{
    const nlohmann::ordered_json json{{"model_type", model_type},          {"depth", config.depth},
                                      {"norm", spelled(config.norm)},      {"norm_groups", config.groups},
                                      {"classes", config.classes},         {"image_side", config.side},
                                      {"image_mean", config.mean},         {"image_std", config.deviation},
                                      {"class_names", config.class_names}, {"trained_on", config.trained_on}};
    return json.dump(2) + "\n";
}

}  // namespace ttt
