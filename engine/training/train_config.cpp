#include "engine/training/train_config.h"

#include "engine/files/file_path.h"
#include "engine/files/json.h"
#include "engine/files/json_words.h"
#include "engine/records/error.h"

#include <functional>
#include <map>

namespace ttt {
namespace {

using nlohmann::json;

using Setters = std::map<std::string, std::function<void(const json&)>>;

Setters setters_of(TrainConfig& config)
{
    Setters setters;
    const auto add = [&](const char* key, auto& member) {
        setters[key] = [&member](const json& value) { value.get_to(member); };
    };
    add("output", config.output);
    add("corpus", config.corpus);
    add("validation", config.validation);
    add("tokenizer", config.tokenizer);
    add("vocab_size", config.vocab_size);
    add("init", config.init);
    setters["model"] = [&config](const json& value) { config.model_json = value.dump(); };
    add("trainable", config.trainable);
    add("projection", config.projection);
    add("normalize_embedding", config.normalize_embedding);
    add("rows", config.rows);
    add("length", config.length);
    add("steps", config.steps);
    add("lr", config.lr);
    add("final_lr", config.final_lr);
    add("warmup", config.warmup);
    add("beta1", config.beta1);
    add("beta2", config.beta2);
    add("weight_decay", config.weight_decay);
    add("clip", config.clip);
    add("repeat_fraction", config.repeat_fraction);
    add("repeat_min", config.repeat_min);
    add("repeat_max", config.repeat_max);
    add("seed", config.seed);
    add("device", config.device);
    add("compute", config.compute);
    add("log_every", config.log_every);
    add("validate_every", config.validate_every);
    add("validation_length", config.validation_length);
    add("save_every", config.save_every);
    add("max_seconds", config.max_seconds);
    add("save_dtype", config.save_dtype);
    add("max_shard_bytes", config.max_shard_bytes);
    return setters;
}

json parse_file(const std::string& path)
{
    constexpr std::size_t most = 16 << 20;  // bytes
    json root = read_json_file(path, most, {.comments = true});
    if (!root.is_object())
        throw Error("The training configuration " + path + " is not a JSON object.");
    return root;
}

/// Relative to where the configuration stands.
void make_absolute(const std::string& place, std::string& path)
{
    if (!path.empty())
        path = path_beside(place, path);
}

void check(bool holds, const std::string& path, const std::string& sentence)
{
    if (!holds)
        throw Error("The training configuration " + path + ": " + sentence);
}

void check_values(const TrainConfig& config, const std::string& path)
{
    check(!config.output.empty(), path, "output is missing; name the directory of the trained model.");
    check(!config.corpus.empty(), path, "corpus is missing; name at least one text file.");
    check(!config.model_json.empty() || !config.init.empty(), path, "give \"model\", \"init\", or both.");
    check(config.trainable == "all" || config.trainable == "ttt", path,
          "trainable is all or ttt, not " + config.trainable + ".");
    check(config.projection == "identity" || config.projection == "random", path,
          "projection is identity or random, not " + config.projection + ".");
    check(config.normalize_embedding == "no" || config.normalize_embedding == "input" ||
              config.normalize_embedding == "both",
          path, "normalize_embedding is no, input or both, not " + config.normalize_embedding + ".");
    check(config.device == "cpu" || config.device == "cuda", path, "device is cpu or cuda, not " + config.device + ".");
    check(config.compute == "f32" || config.compute == "bf16", path,
          "compute is f32 or bf16, not " + config.compute + ".");
    check(config.save_dtype == "f32" || config.save_dtype == "bf16", path,
          "save_dtype is f32 or bf16, not " + config.save_dtype + ".");
    check(config.rows > 0 && config.length > 1 && config.steps > 0 && config.log_every > 0, path,
          "rows, length, steps and log_every must be positive.");
    check(config.repeat_fraction >= 0 && config.repeat_fraction <= 1, path, "repeat_fraction is between 0 and 1.");
    check(config.repeat_min > 0 && config.repeat_min <= config.repeat_max && 2 * config.repeat_min <= config.length,
          path, "repeat_min must be positive, at most repeat_max and at most half of length.");
}

}  // namespace

TrainConfig read_train_config(const std::string& path)
{
    TrainConfig config;
    const Setters setters = setters_of(config);
    const json root = parse_file(path);
    for (const auto& [key, value] : root.items()) {
        const auto setter = setters.find(key);
        check(setter != setters.end(), path, "there is no setting \"" + key + "\".");
        try {
            setter->second(value);
        } catch (const json::exception&) {
            check(false, path, "\"" + key + "\" cannot be " + json_words(value) + ".");
        }
    }
    check_values(config, path);
    for (std::string* file : {&config.output, &config.tokenizer, &config.init})
        make_absolute(path, *file);
    for (auto* list : {&config.corpus, &config.validation})
        for (std::string& file : *list)
            make_absolute(path, file);
    return config;
}

}  // namespace ttt
