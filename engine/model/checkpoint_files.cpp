#include "engine/model/checkpoint_files.h"

#include "engine/files/json.h"
#include "engine/files/json_fields.h"
#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <filesystem>
#include <map>
#include <set>

namespace ttt {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t index_limit = 100 << 20;  // bytes

std::string single_path(const std::string& directory)
{
    return (fs::path(directory) / "model.safetensors").string();
}

std::string index_path(const std::string& directory)
{
    return (fs::path(directory) / "model.safetensors.index.json").string();
}

bool is_there(const std::string& path)
{
    std::error_code ignored;  // a file that cannot be looked at will fail to open, with a sentence
    return fs::exists(path, ignored);
}

/// The index decides only where there is no model.safetensors, as in transformers.
bool is_sharded(const std::string& directory)
{
    return !is_there(single_path(directory)) && is_there(index_path(directory));
}

std::map<std::string, std::string> read_weight_map(const std::string& path)
{
    const nlohmann::json json = read_json_file(path, index_limit);
    if (!json.is_object())
        throw Error("The file '" + path + "' does not hold a JSON object.");
    const JsonFields fields(json, path);
    std::map<std::string, std::string> map;
    const nlohmann::json& weights = fields.value("weight_map");
    for (const auto& [name, shard] : weights.items()) {
        if (!weights.is_object() || !shard.is_string())
            fields.fail("weight_map", "must give the file of every tensor");
        map.emplace(name, shard.get<std::string>());
    }
    if (map.empty())
        fields.fail("weight_map", "must name at least one tensor");
    return map;
}

}  // namespace

std::vector<std::string> weight_files(const std::string& directory)
{
    if (is_there(single_path(directory)))
        return {single_path(directory)};
    if (!is_sharded(directory))
        throw Error("The directory '" + directory +
                    "' holds no weights: it has neither model.safetensors nor model.safetensors.index.json.");
    std::set<std::string> shards;
    for (const auto& [name, shard] : read_weight_map(index_path(directory))) {
        if (shard.empty() || shard.find('/') != std::string::npos || shard.find('\0') != std::string::npos)
            throw Error("The file '" + index_path(directory) + "' places the tensor " + printable(name) + " in " +
                        printable(shard) + ", which is not the name of a file beside it.");
        shards.insert((fs::path(directory) / shard).string());
    }
    return {shards.begin(), shards.end()};
}

void check_index(const std::string& directory, const std::vector<SafetensorsFile>& files)
{
    if (!is_sharded(directory))
        return;
    const auto map = read_weight_map(index_path(directory));
    std::map<std::string, const SafetensorsFile*> by_name;
    for (const SafetensorsFile& file : files)
        by_name.emplace(fs::path(file.path()).filename().string(), &file);
    for (const auto& [name, shard] : map)
        if (!by_name.at(shard)->entries().contains(name))
            throw Error("The tensor " + printable(name) + " is not in the file '" + by_name.at(shard)->path() +
                        "', where the index places it.");
}

}  // namespace ttt
