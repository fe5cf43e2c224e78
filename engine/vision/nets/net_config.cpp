#include "engine/vision/nets/net_config.h"

#include "engine/files/json.h"
#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <algorithm>

namespace ttt {

std::string net_config_path(const std::string& folder)
{
    return folder + "/config.json";
}

nlohmann::json read_net_json(const std::string& folder)
{
    const std::string path = net_config_path(folder);
    nlohmann::json json = read_json_file(path, 16 << 20);
    if (!json.is_object())
        throw Error("The file " + printable_path(path) + " is no configuration: it holds no object.");
    return json;
}

void check_fields(const nlohmann::json& json, std::span<const std::string_view> known, const std::string& path)
{
    for (const auto& [key, value] : json.items())
        if (std::find(known.begin(), known.end(), key) == known.end())
            throw Error("The file " + printable_path(path) + " has a field that is not known, " + printable(key) + ".");
}

std::string fault_of_images(std::int64_t classes, std::int64_t channels, std::size_t class_names,
                            const std::vector<double>& mean, const std::vector<double>& deviation)
{
    const auto all_positive = [](double value) { return value > 0; };
    if (classes < 2 || classes > 100'000)
        return "A classifier has 2 to 100,000 classes, not " + std::to_string(classes) + ".";
    if (channels != 1 && channels != 3)
        return "Images have 1 or 3 channels, not " + std::to_string(channels) + ".";
    if (mean.size() != static_cast<std::size_t>(channels) || deviation.size() != mean.size() ||
        !std::all_of(deviation.begin(), deviation.end(), all_positive))
        return "image_mean and image_std hold one number for each channel, image_std positive ones.";
    if (class_names != 0 && static_cast<std::int64_t>(class_names) != classes)
        return "There are " + std::to_string(classes) + " classes and " + std::to_string(class_names) +
               " names of them.";
    return {};
}

}  // namespace ttt
