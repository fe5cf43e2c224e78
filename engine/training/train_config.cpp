#include "engine/training/train_config.h"

#include "engine/files/file_path.h"
#include "engine/files/json.h"
#include "engine/files/json_fields.h"
#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <optional>
#include <set>
#include <type_traits>

namespace ttt {
namespace {

void check(bool holds, const std::string& path, const std::string& sentence)
{
    if (!holds)
        throw Error("The training configuration " + printable_path(path) + ": " + sentence);
}

/// Reads one value of the type that the member has.
class SettingReader {
public:
    SettingReader(const JsonFields& fields, const std::string& path) : fields_(fields), path_(path) {}

    template <class Value>
    void operator()(const char* key, Value& value, OnResume, const SettingRange& range) const
    {
        if (fields_.has(key))
            read(key, value, range);
    }

private:
    void read(const char* key, std::string& value, const SettingRange&) const { value = fields_.text(key); }
    template <class E>
    requires std::is_enum_v<E>
    void read(const char* key, E& value, const SettingRange&) const
    {
        const std::string text = fields_.text(key);
        const std::optional<E> word = find_word<E>(text);
        check(word.has_value(), path_, std::string(key) + " is " + all_words<E>() + ", not " + text + ".");
        value = *word;
    }
    void read(const char* key, std::vector<std::string>& value, const SettingRange&) const
    {
        value = fields_.texts(key);
    }
    void read(const char* key, double& value, const SettingRange& range) const
    {
        value = fields_.number(key);
        const std::string end = range.most < 1 ? "from 0 to below 1" : range.most > 1 ? "of at least 0" : "from 0 to 1";
        if (value < range.least || value > range.most)
            fields_.fail(key, "must be a number " + end);
    }
    void read(const char* key, std::int64_t& value, const SettingRange& range) const
    {
        value = fields_.integer(key, static_cast<std::int64_t>(range.least), static_cast<std::int64_t>(range.most));
    }
    void read(const char* key, std::uint64_t& value, const SettingRange&) const
    {
        if (!fields_.value(key).is_number_unsigned())
            fields_.fail(key, "must be a whole number of at least 0");
        value = fields_.value(key).get<std::uint64_t>();
    }

    const JsonFields& fields_;
    const std::string& path_;
};

/// Relative to where the configuration stands.
void make_absolute(const std::string& place, std::string& path)
{
    if (!path.empty())
        path = path_beside(place, path);
}

void check_values(const TrainConfig& config, const std::string& path)
{
    check(!config.output.empty(), path, "output is missing; name the directory of the trained model.");
    check(!config.corpus.empty(), path, "corpus is missing; name at least one text file.");
    check(!config.model_json.empty() || !config.init.empty(), path, "give \"model\", \"init\", or both.");
    check(config.repeat_min <= config.repeat_max && 2 * config.repeat_min <= config.length, path,
          "repeat_min must be at most repeat_max and at most half of length.");
}

}  // namespace

TrainConfig read_train_config(const std::string& path)
{
    constexpr std::size_t most = 16 << 20;  // bytes
    const nlohmann::json root = read_json_file(path, most, {.comments = true});
    if (!root.is_object())
        throw Error("The training configuration " + printable_path(path) + " is not a JSON object.");
    TrainConfig config;
    std::set<std::string> known{"model"};
    visit_settings(config, [&](const char* key, const auto&...) { known.insert(key); });
    for (const auto& [key, value] : root.items())
        check(known.contains(key), path, "there is no setting " + printable(key) + ".");
    const JsonFields fields(root, path);
    visit_settings(config, SettingReader(fields, path));
    if (fields.has("model") && !fields.value("model").is_object())
        fields.fail("model", "must be an object like a config.json");
    if (fields.has("model"))
        config.model_json = fields.value("model").dump();
    check_values(config, path);
    for (std::string* file : {&config.output, &config.tokenizer, &config.init})
        make_absolute(path, *file);
    for (auto* list : {&config.corpus, &config.validation})
        for (std::string& file : *list)
            make_absolute(path, file);
    return config;
}

}  // namespace ttt
