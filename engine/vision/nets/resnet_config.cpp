#include "engine/vision/nets/resnet_config.h"

#include "engine/files/json.h"
#include "engine/files/json_fields.h"
#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <algorithm>

namespace ttt {

namespace {

constexpr const char* model_type = "resnet_cifar";
constexpr const char* known[] = {"model_type", "depth",          "width",      "norm",     "norm_groups",
                                 "classes",    "image_channels", "image_side", "rotation", "image_mean",
                                 "image_std",  "class_names",    "trained_on"};

void check_known(const nlohmann::json& json, const std::string& path)
{
    for (const auto& [key, value] : json.items())
        if (std::find(std::begin(known), std::end(known), key) == std::end(known))
            throw Error("The file " + printable_path(path) + " has a field that is not known, " + printable(key) + ".");
}

}  // namespace

std::string fault_of(const ResNetConfig& config)
{
    const auto channels = static_cast<std::size_t>(config.channels);
    const auto all_positive = [](double value) { return value > 0; };
    if (config.depth < 8 || config.depth > 1202 || (config.depth - 2) % 6 != 0)
        return "The depth is 8, 14, 20, 26 … (6 N + 2), not " + std::to_string(config.depth) + ".";
    if (config.width < 1 || config.width > 1024)
        return "The width is 1 to 1,024, not " + std::to_string(config.width) + ".";
    if (config.norm == NormKind::gn && (config.groups < 1 || config.width % config.groups != 0))
        return "Group norm can't part a width of " + std::to_string(config.width) + " into " +
               std::to_string(config.groups) + " groups.";
    if (config.classes < 2 || config.classes > 100'000)
        return "A classifier has 2 to 100,000 classes, not " + std::to_string(config.classes) + ".";
    if (config.side < 4 || config.side > 1024 || config.side % 4 != 0)
        return "The side of the images is a multiple of 4 up to 1,024, not " + std::to_string(config.side) + ".";
    if (config.channels != 1 && config.channels != 3)
        return "Images have 1 or 3 channels, not " + std::to_string(config.channels) + ".";
    if (config.mean.size() != channels || config.deviation.size() != channels ||
        !std::all_of(config.deviation.begin(), config.deviation.end(), all_positive))
        return "image_mean and image_std hold one number for each channel, image_std positive ones.";
    if (!config.class_names.empty() && static_cast<std::int64_t>(config.class_names.size()) != config.classes)
        return "There are " + std::to_string(config.classes) + " classes and " +
               std::to_string(config.class_names.size()) + " names of them.";
    return {};
}

ResNetConfig read_resnet_config(const std::string& folder)
{
    const std::string path = folder + "/config.json";
    const nlohmann::json json = read_json_file(path, 16 << 20);
    if (!json.is_object())
        throw Error("The file " + printable_path(path) + " is no configuration: it holds no object.");
    const JsonFields fields(json, path);
    if (fields.text("model_type") != model_type)
        fields.fail("model_type", "must be \"resnet_cifar\" for an image classifier");
    check_known(json, path);
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
    return json.dump(2) + "\n";
}

}  // namespace ttt
