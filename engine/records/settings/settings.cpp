#include "engine/records/settings/settings.h"

#include "engine/records/metrics.h"
#include "engine/records/settings/tables.h"

#include <algorithm>
#include <tuple>

namespace ttt {
namespace {

/// Whether the key is one of those parted by commas.
bool names(std::string_view keys, std::string_view key)
{
    for (std::int32_t at = 0; at < count_names(keys); ++at)
        if (name_at(keys, static_cast<std::size_t>(at)) == key)
            return true;
    return false;
}

}  // namespace

std::span<const Setting> settings()
{
    static const std::vector<Setting> all = [] {
        std::vector<Setting> rows = run_settings();
        for (const auto& more : {fast_settings(), gradient_settings(), image_settings()})
            rows.insert(rows.end(), more.begin(), more.end());
        std::ranges::stable_sort(rows, {}, [](const Setting& row) { return std::tuple(row.is_rare, row.part); });
        return rows;
    }();
    return all;
}

bool belongs(const Setting& setting, const MethodInfo& method)
{
    if (setting.kind && *setting.kind != method.kind)
        return false;
    if (setting.kind == RunKind::images && setting.part == SettingPart::rule)
        return names(method.rule, setting.key);
    return !setting.has || setting.has(method);
}

bool belongs(const Setting& setting, std::string_view method)
{
    const MethodInfo* known = find_method(method);
    return known ? belongs(setting, *known) : !setting.has && setting.kind != RunKind::images;
}

const Setting* find_setting(std::string_view key, std::string_view method)
{
    for (const Setting& setting : settings())
        if (setting.key == key && belongs(setting, method))
            return &setting;
    return nullptr;
}

std::string owners(const Setting& setting, std::string_view MethodInfo::*name)
{
    std::string text;
    for (const MethodInfo& method : known_methods)
        if (belongs(setting, method))
            text += (text.empty() ? "" : ", ") + std::string(method.*name);
    return text;
}

std::string_view method_title(const RunConfig& config)
{
    if (config.arms == Arms::frozen)
        return "Frozen";
    const MethodInfo* method = find_method(config.method);
    return method ? method->title : std::string_view(config.method);
}

bool is_first(const Setting& setting)
{
    const std::span<const Setting> all = settings();
    return std::ranges::find(all, setting.key, &Setting::key).base() == &setting;
}

}  // namespace ttt
