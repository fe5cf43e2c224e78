// What the config.json files of all image classifiers share. Plain values, no torch.
#pragma once

#include "engine/files/json_fields.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// config.json of a folder; must be an object. Throws Error.
nlohmann::json read_net_json(const std::string& folder);

/// Throws Error that names the first field that is not among `known`.
void check_fields(const nlohmann::json& json, std::span<const std::string_view> known, const std::string& path);

std::string net_config_path(const std::string& folder);

/// Empty, or a sentence about what every classifier says of its images and classes.
std::string fault_of_images(std::int64_t classes, std::int64_t channels, std::size_t class_names,
                            const std::vector<double>& mean, const std::vector<double>& deviation);

}  // namespace ttt
