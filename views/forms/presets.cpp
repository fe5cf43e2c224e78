#include "views/forms/presets.h"

#include "engine/records/settings/setting_text.h"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>
#include <array>
#include <string_view>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunForm)
};

constexpr const char* group = "run_presets";
constexpr const char* name_key = "name";

/// What is read, by which model, under which name: no part of how it learns.
bool is_kept(const Setting& setting)
{
    constexpr std::array<std::string_view, 9> others{"model",  "twin",   "document", "tokens", "images",
                                                     "labels", "stream", "order",    "count"};
    return std::ranges::find(others, setting.key) == others.end() && setting.part != SettingPart::label;
}

template <class Use>
void for_each_kept(Use&& use)
{
    for (const Setting& setting : settings())
        if (is_kept(setting) && is_first(setting))
            use(setting);
}

QString key_of(const Setting& setting)
{
    return QString::fromUtf8(setting.key);
}

}  // namespace

namespace {

/// Each method as its authors set it up.
std::vector<Preset> presets_of(std::span<const MethodInfo> methods)
{
    std::vector<Preset> presets;
    for (const MethodInfo& method : methods) {
        presets.push_back({QString::fromUtf8(method.title), {}});
        presets.back().config.method = method.key;
    }
    return presets;
}

}  // namespace

std::vector<Preset> shipped_presets(RunKind kind)
{
    if (kind == RunKind::images)
        return presets_of(methods_of(kind));
    Preset shipped{Words::tr("shipped"), {}}, official{Words::tr("official rule"), {}};
    Preset frozen{Words::tr("frozen only"), {}}, control{Words::tr("η = 0 control"), {}};
    official.config.decay = {1.0};
    official.config.relative_cap = 0;
    frozen.config.arms = Arms::frozen;
    control.config.inner_lr = {0.0};
    std::vector<Preset> presets{shipped, official, frozen, control};
    for (Preset& method : presets_of(methods_of(kind).subspan(1)))
        presets.push_back(std::move(method));
    return presets;
}

RunConfig with_preset(const RunConfig& config, const Preset& preset)
{
    RunConfig result = config;
    for_each_kept([&](const Setting& setting) {
        std::visit([&](auto member) { result.*member = preset.config.*member; }, setting.member);
    });
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
        // of the method's own row where two share a key: the method is the first of all
        for_each_kept([&](const Setting& first) {
            const Setting* own = find_setting(first.key, preset.config.method);
            const Setting& setting = own ? *own : first;
            set_text(setting, preset.config, settings_.value(key_of(setting)).toString().toStdString());
        });
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
        for_each_kept([&](const Setting& setting) {
            if (const std::string text = typed_text(setting, presets[at].config); !text.empty())
                settings_.setValue(key_of(setting), QString::fromStdString(text));
        });
    }
    settings_.endArray();
}

}  // namespace ttt
