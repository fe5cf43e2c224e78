#include "engine/vision/nets/mae_config.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/vision/nets/net_config.h"

namespace ttt {

namespace {

constexpr const char* model_type = "mae_vit";
constexpr std::string_view known[] = {
    "model_type",       "patch_size",     "hidden_size",   "num_hidden_layers", "num_attention_heads",
    "decoder_size",     "decoder_layers", "decoder_heads", "classifier_size",   "classifier_layers",
    "classifier_heads", "mlp_ratio",      "mask_ratio",    "classes",           "image_channels",
    "image_side",       "image_mean",     "image_std",     "class_names",       "trained_on"};

std::string fault_of(const VitStack& stack, const std::string& name)
{
    if (stack.width < 4 || stack.width > 4096 || stack.width % 4 != 0)
        return "The width of the " + name + " is a multiple of 4 up to 4,096, not " + std::to_string(stack.width) + ".";
    if (stack.depth < 1 || stack.depth > 64)
        return "The " + name + " has 1 to 64 blocks, not " + std::to_string(stack.depth) + ".";
    if (stack.heads < 1 || stack.width % stack.heads != 0)
        return "A width of " + std::to_string(stack.width) + " can't be parted into " + std::to_string(stack.heads) +
               " heads.";
    return {};
}

VitStack read_stack(const JsonFields& fields, const char* width, const char* depth, const char* heads)
{
    constexpr std::int64_t most = 1 << 20;
    return {fields.integer(width, 0, most), fields.integer(depth, 0, most), fields.integer(heads, 0, most)};
}

}  // namespace

std::int64_t MaeConfig::seen() const
{
    return static_cast<std::int64_t>(static_cast<double>(patches()) * (1 - hidden));
}

std::string fault_of(const MaeConfig& config)
{
    const std::pair<VitStack, const char*> stacks[] = {
        {config.encoder, "encoder"}, {config.decoder, "decoder"}, {config.classifier, "classifier"}};
    for (const auto& [stack, name] : stacks)
        if (std::string fault = fault_of(stack, name); !fault.empty())
            return fault;
    if (config.mlp_ratio < 1 || config.mlp_ratio > 16)
        return "The inner layer of a block is 1 to 16 times as wide, not " + std::to_string(config.mlp_ratio) + ".";
    if (config.patch < 1 || config.side < config.patch || config.side > 1024 || config.side % config.patch != 0)
        return "The side of the images is a multiple of the patch up to 1,024, not " + std::to_string(config.side) +
               " for patches of " + std::to_string(config.patch) + ".";
    if (!(config.hidden > 0 && config.hidden < 1) || config.seen() < 1)
        return "The share of hidden patches lies between 0 and 1 and leaves one to see.";
    return fault_of_images(config.classes, config.channels, config.class_names.size(), config.mean, config.deviation);
}

MaeConfig read_mae_config(const std::string& folder)
{
    const std::string path = net_config_path(folder);
    const nlohmann::json json = read_net_json(folder);
    const JsonFields fields(json, path);
    if (fields.text("model_type") != model_type)
        fields.fail("model_type", "must be \"mae_vit\" for a masked autoencoder");
    check_fields(json, known, path);
    constexpr std::int64_t most = 1 << 20;
    MaeConfig config;
    config.patch = fields.integer("patch_size", 0, most);
    config.encoder = read_stack(fields, "hidden_size", "num_hidden_layers", "num_attention_heads");
    config.decoder = read_stack(fields, "decoder_size", "decoder_layers", "decoder_heads");
    config.classifier = read_stack(fields, "classifier_size", "classifier_layers", "classifier_heads");
    config.mlp_ratio = fields.integer("mlp_ratio", 0, most);
    config.hidden = fields.number("mask_ratio");
    config.classes = fields.integer("classes", 0, most);
    config.channels = fields.integer("image_channels", 0, most);
    config.side = fields.integer("image_side", 0, most);
    config.mean = fields.numbers("image_mean");
    config.deviation = fields.numbers("image_std");
    if (fields.has("class_names"))
        config.class_names = fields.texts("class_names");
    config.trained_on = fields.text_or("trained_on", "");
    if (const std::string fault = fault_of(config); !fault.empty())
        throw Error("The file " + printable_path(path) + " describes no net: " + fault);
    return config;
}

std::string mae_config_text(const MaeConfig& config)
{
    const nlohmann::ordered_json json{{"model_type", model_type},
                                      {"patch_size", config.patch},
                                      {"hidden_size", config.encoder.width},
                                      {"num_hidden_layers", config.encoder.depth},
                                      {"num_attention_heads", config.encoder.heads},
                                      {"decoder_size", config.decoder.width},
                                      {"decoder_layers", config.decoder.depth},
                                      {"decoder_heads", config.decoder.heads},
                                      {"classifier_size", config.classifier.width},
                                      {"classifier_layers", config.classifier.depth},
                                      {"classifier_heads", config.classifier.heads},
                                      {"mlp_ratio", config.mlp_ratio},
                                      {"mask_ratio", config.hidden},
                                      {"classes", config.classes},
                                      {"image_channels", config.channels},
                                      {"image_side", config.side},
                                      {"image_mean", config.mean},
                                      {"image_std", config.deviation},
                                      {"class_names", config.class_names},
                                      {"trained_on", config.trained_on}};
    return json.dump(2) + "\n";
}

}  // namespace ttt
