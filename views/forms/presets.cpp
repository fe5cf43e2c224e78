#include "views/forms/presets.h"

#include "views/forms/field_text.h"
#include "views/forms/run_fields.h"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunForm)
};

constexpr const char* group = "run_presets";
constexpr const char* name_key = "name";

/// Which text is read, by which model: no part of how it learns.
bool is_kept(const QString& key)
{
    return key != u"model" && key != u"twin" && key != u"document" && key != u"tokens";
}

template <class Use>
void for_each_key(Use&& use)
{
    const RunConfig config;
    visit_fields(config, [&](const char* key, const auto&) {
        if (const QString name = QLatin1String(key); is_kept(name))
            use(name);
    });
}

}  // namespace

std::vector<Preset> shipped_presets()
{
    Preset shipped{Words::tr("shipped"), {}}, official{Words::tr("official rule"), {}};
    Preset frozen{Words::tr("frozen only"), {}}, control{Words::tr("η = 0 control"), {}};
    official.config.decay = {1.0};
    official.config.relative_cap = 0;
    frozen.config.arms = "frozen";
    control.config.inner_lr = {0.0};
    std::vector<Preset> presets{shipped, official, frozen, control};
    for (const FieldChoice& choice : run_fields().front().choices)
        if (!choice.value.isEmpty()) {
            presets.push_back({choice.words, {}});
            presets.back().config.method = choice.value.toStdString();
        }
    return presets;
}

RunConfig with_preset(const RunConfig& config, const Preset& preset)
{
    RunConfig result = config;
    for_each_key([&](const QString& key) { set_field(result, key, field_text(preset.config, key)); });
    return result;
}

bool follows_preset(const RunConfig& config, const Preset& preset)
{
    return with_preset(config, preset) == config;
}

std::vector<Preset> PresetStore::read() const
{
    std::vector<Preset> presets;
    const int count = settings_.beginReadArray(QLatin1String(group));
    for (int at = 0; at < count; ++at) {
        settings_.setArrayIndex(at);
        Preset preset{settings_.value(QLatin1String(name_key)).toString(), {}};
        for_each_key([&](const QString& key) { set_field(preset.config, key, settings_.value(key).toString()); });
        if (!preset.name.isEmpty())
            presets.push_back(std::move(preset));
    }
    settings_.endArray();
    return presets;
}

void PresetStore::save(const QString& name, const RunConfig& config)
{
    auto presets = read();
    std::erase_if(presets, [&](const Preset& preset) { return preset.name == name; });
    presets.push_back({name, config});
    std::sort(presets.begin(), presets.end(), [](const Preset& a, const Preset& b) { return a.name < b.name; });
    write(presets);
}

void PresetStore::remove(const QString& name)
{
    auto presets = read();
    std::erase_if(presets, [&](const Preset& preset) { return preset.name == name; });
    write(presets);
}

void PresetStore::write(const std::vector<Preset>& presets)
{
    settings_.remove(QLatin1String(group));
    settings_.beginWriteArray(QLatin1String(group), static_cast<int>(presets.size()));
    for (std::size_t at = 0; at < presets.size(); ++at) {
        settings_.setArrayIndex(static_cast<int>(at));
        settings_.setValue(QLatin1String(name_key), presets[at].name);
        for_each_key([&](const QString& key) {
            if (const QString text = field_text(presets[at].config, key); !text.isEmpty())
                settings_.setValue(key, text);
        });
    }
    settings_.endArray();
}

}  // namespace ttt
