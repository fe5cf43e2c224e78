#include "engine/model/checkpoint.h"

#include "engine/files/stale_parts.h"
#include "engine/model/checkpoint_files.h"
#include "engine/model/safetensors_writer.h"
#include "engine/records/error.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <set>

namespace ttt {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::string> metadata{{"format", "pt"}};

/// Bytes that a tensor takes in a file, its line in the header included (generously).
std::int64_t bytes_in_file(const std::pair<std::string, torch::Tensor>& tensor)
{
    return static_cast<std::int64_t>(tensor.second.nbytes() + tensor.first.size() + 160);
}

/// In order, each as full as it goes; a tensor larger than the limit stands alone.
std::vector<NamedTensors> split(const NamedTensors& tensors, std::int64_t max_bytes)
{
    std::vector<NamedTensors> shards(1);
    std::int64_t bytes = 0;
    for (const auto& tensor : tensors) {
        if (max_bytes > 0 && !shards.back().empty() && bytes + bytes_in_file(tensor) > max_bytes) {
            shards.emplace_back();
            bytes = 0;
        }
        bytes += bytes_in_file(tensor);
        shards.back().push_back(tensor);
    }
    return shards;
}

std::string shard_name(std::size_t index, std::size_t count)
{
    char name[64];
    std::snprintf(name, sizeof name, "model-%05zu-of-%05zu.safetensors", index + 1, count);
    return name;
}

AtomicFile prepare_index(const std::string& directory, const std::vector<NamedTensors>& shards)
{
    nlohmann::ordered_json index;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < shards.size(); ++i)
        for (const auto& [name, tensor] : shards[i]) {
            index["weight_map"][name] = shard_name(i, shards.size());
            bytes += tensor.nbytes();
        }
    index["metadata"]["total_size"] = bytes;
    AtomicFile file((fs::path(directory) / "model.safetensors.index.json").string());
    file.write(index.dump(2) + "\n");
    file.finish();
    return file;
}

bool is_weight_file(const std::string& name)
{
    return name == "model.safetensors" || name == "model.safetensors.index.json" ||
           (name.starts_with("model-") && name.ends_with(".safetensors"));
}

/// What an earlier save left and this one did not replace would be read instead of it, or lie about.
void remove_others(const std::string& directory, const std::set<std::string>& written)
{
    std::vector<fs::path> others;
    for (const auto& entry : fs::directory_iterator(directory)) {
        const std::string name = entry.path().filename().string();
        if (is_weight_file(name) && !written.contains(name))
            others.push_back(entry.path());
    }
    for (const fs::path& path : others) {
        std::error_code error;
        if (!fs::remove(path, error))
            throw Error("The old weight file '" + path.string() + "' cannot be removed: " + error.message() + ".");
    }
}

void make_directory(const std::string& directory)
{
    std::error_code error;
    fs::create_directories(directory, error);
    if (error || !fs::is_directory(directory))
        throw Error("The directory '" + directory +
                    "' cannot be made: " + (error ? error.message() : "a file of this name exists") + ".");
}

}  // namespace

void write_weight_files(const std::string& directory, const NamedTensors& tensors, std::int64_t max_shard_bytes)
{
    remove_stale_parts(directory, is_weight_file);
    const std::vector<NamedTensors> shards = split(tensors, max_shard_bytes);
    // All files are complete under temporary names before the first takes its place: a full disk changes nothing.
    std::vector<AtomicFile> files;
    std::set<std::string> names;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        const std::string name = shards.size() == 1 ? "model.safetensors" : shard_name(i, shards.size());
        files.push_back(prepare_safetensors((fs::path(directory) / name).string(), shards[i], metadata));
        names.insert(name);
    }
    if (shards.size() > 1) {
        files.push_back(prepare_index(directory, shards));
        names.insert("model.safetensors.index.json");
    }
    for (AtomicFile& file : files)
        file.commit();
    remove_others(directory, names);
}

void save_checkpoint(const std::string& directory, const ModelConfig& config, const NamedTensors& tensors,
                     std::int64_t max_shard_bytes)
{
    const std::string text = to_json(config);
    make_directory(directory);
    AtomicFile file((fs::path(directory) / "config.json").string());
    file.write(text);
    file.finish();
    write_weight_files(directory, tensors, max_shard_bytes);
    file.commit();
}

}  // namespace ttt
