#include "engine/training/resume.h"

#include "engine/files/json.h"
#include "engine/files/json_words.h"
#include "engine/records/error.h"
#include "engine/text/hash.h"

#include <map>
#include <type_traits>

namespace ttt {
namespace {

using Json = nlohmann::json;

/// What is hashed: its key, and what to call it. Numbers stand for themselves.
struct HashedPart {
    const char* key;
    OnResume resume;
    const char* words;
};

constexpr HashedPart hashed_parts[] = {
    {"corpus_hash", OnResume::fixed, "The corpus"},
    {"tokenizer_hash", OnResume::fixed, "The tokenizer"},
    {"model_hash", OnResume::fixed, "The configuration of the model"},
    {"validation_hash", OnResume::told, "The validation texts"},
};

/// Without what a training does not look at.
std::string model_hash(ModelConfig model)
{
    model.json.clear();
    model.notes.clear();
    model.dtype = StoredDtype::float32;
    model.ttt.twin.clear();
    return content_hash(to_json(model));
}

template <class Value>
Json json_of(const Value& value)
{
    if constexpr (std::is_enum_v<Value>)
        return spelled(value);
    else
        return value;
}

struct KnownSetting {
    OnResume resume;
    Json usual;  // what a state has that was saved before there was such a setting
};

std::map<std::string, KnownSetting> known_settings()
{
    std::map<std::string, KnownSetting> known;
    const TrainConfig config;
    visit_settings(config, [&](const char* key, const auto& value, OnResume resume, const SettingRange&) {
        known[key] = {resume, json_of(value)};
    });
    return known;
}

/// "rows was 2 and is 4"
std::string change(const std::string& key, const Json& then, const Json& now)
{
    return key + " was " + json_words(then) + " and is " + json_words(now);
}

void append(std::string& list, const std::string& part)
{
    list += (list.empty() ? "" : ", ") + part;
}

}  // namespace

std::string fingerprint_of(const TrainConfig& config, const ModelConfig& model, const TextHashes& hashes)
{
    Json json{{"corpus_hash", hashes.corpus},
              {"validation_hash", hashes.validation},
              {"tokenizer_hash", hashes.tokenizer},
              {"model_hash", model_hash(model)}};
    visit_settings(config, [&](const char* key, const auto& value, OnResume resume, const SettingRange&) {
        if (resume != OnResume::free)
            json[key] = json_of(value);
    });
    return json.dump();
}

std::vector<std::string> changes_since(const std::string& fingerprint, const std::string& now, const std::string& name)
{
    if (fingerprint.empty())
        return {"The training state was written by an older version, which did not keep what it began with: whether "
                "rows, corpus and seed are still the same is not known."};
    const Json before = parse_json(fingerprint, "The list of settings in " + name);
    const Json after = parse_json(now, "The list of settings");
    if (!before.is_object())
        throw Error("The list of settings in " + name + " is not a JSON object.");
    std::string fixed, told;
    for (const HashedPart& part : hashed_parts)
        if (before.value(part.key, Json()) != after.at(part.key))
            append(part.resume == OnResume::fixed ? fixed : told, std::string(part.words) + " is another one");
    for (const auto& [key, setting] : known_settings())
        if (const Json then = before.value(key, setting.resume == OnResume::told ? setting.usual : Json());
            setting.resume != OnResume::free && then != after.at(key))
            append(setting.resume == OnResume::fixed ? fixed : told, change(key, then, after.at(key)));
    if (!fixed.empty())
        throw Error("The training in " + name + " can't go on, because what it began with has changed: " + fixed +
                    ". Set it back, choose another output, or delete the state to begin anew.");
    return told.empty() ? std::vector<std::string>()
                        : std::vector<std::string>{"Changed since it was stopped: " + told + "."};
}

}  // namespace ttt
