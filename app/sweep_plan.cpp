#include "app/sweep_plan.h"

#include "engine/records/error.h"
#include "engine/records/settings/problems.h"
#include "engine/records/settings/setting_range.h"
#include "engine/records/settings/setting_text.h"
#include "engine/text/hash.h"
#include "sessions/config_json.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr std::string_view tag_begin = "sweep ", tag_middle = " of ", tag_between = " and ";
constexpr std::size_t tag_digits = 8;

[[noreturn]] void refuse(const SweepAxis& axis, const std::string& sentence)
{
    throw Error(axis.key + ": " + sentence);
}

std::vector<std::string> split(std::string_view text, std::string_view separator)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0, end = 0; end != std::string_view::npos; begin = end + separator.size()) {
        end = text.find(separator, begin);
        parts.emplace_back(trimmed(text.substr(begin, end == std::string_view::npos ? end : end - begin)));
    }
    return parts;
}

bool is_list(const Setting& setting)
{
    return setting.is_several || std::holds_alternative<std::vector<std::int64_t> RunConfig::*>(setting.member);
}

/// Of any method: what it is called stands in all its rows.
const Setting* find_key(const std::string& key)
{
    const auto all = settings();
    const auto found = std::ranges::find(all, key, &Setting::key);
    return found == all.end() ? nullptr : &*found;
}

void check_axis(const SweepAxis& axis)
{
    const Setting* setting = find_key(axis.key);
    if (!setting)
        refuse(axis, "there is no such setting; `ttt run --help` names them.");
    if (!can_sweep(*setting))
        refuse(axis, "the " + std::string(setting->noun) +
                         " can't be swept; settings that are numbers, choices or layers can.");
    for (const std::string& value : axis.values)
        if (value.empty())
            refuse(axis, "an empty text is no value.");
}

void check_axes(const std::vector<SweepAxis>& axes)
{
    if (axes.empty())
        throw Error("Nothing is swept: name a setting and its values, such as inner_lr=0.001,0.002.");
    for (auto axis = axes.begin(); axis != axes.end(); ++axis) {
        check_axis(*axis);
        if (std::any_of(axes.begin(), axis, [&](const SweepAxis& other) { return other.key == axis->key; }))
            refuse(*axis, "the setting is swept twice; name all its values at once.");
    }
}

void check_documents(const std::vector<std::string>& documents)
{
    for (auto document = documents.begin(); document != documents.end(); ++document)
        if (std::find(documents.begin(), document, *document) != document)
            throw Error("The document '" + *document + "' stands twice.");
}

constexpr double most_told = 1e12;  // digit by digit

void check_size(const std::vector<SweepAxis>& axes, std::size_t documents)
{
    double runs = static_cast<double>(documents);  // an integer might overflow
    for (const SweepAxis& axis : axes)
        runs *= static_cast<double>(axis.values.size());
    if (runs > most_sweep_runs)
        throw Error("The grid has " + (runs < most_told ? std::to_string(std::llround(runs)) : number_text_of(runs)) +
                    " runs; a sweep has at most " + std::to_string(most_sweep_runs) + ": name fewer values.");
}

/// Of the point's method, which may be swept itself.
void set(RunConfig& config, const SweepAxis& axis, const std::string& value)
{
    const Setting* setting = find_setting(axis.key, config.method);
    if (!setting)
        refuse(axis, "it belongs to " + owners(*find_key(axis.key), &MethodInfo::title) + "; " +
                         std::string(method_title(config)) + " has none.");
    std::string text = value;
    if (is_list(*setting))
        std::ranges::replace(text, '+', ',');
    if (const std::string problem = set_text(*setting, config, text); !problem.empty())
        refuse(axis, problem + ".");
}

/// Two spellings of one number are one value.
void check_twice(const std::vector<SweepPoint>& points, const std::vector<SweepAxis>& axes)
{
    for (const SweepAxis& axis : axes)
        for (std::size_t at = 1; at < axis.values.size(); ++at)
            for (std::size_t before = 0; before < at; ++before)
                if (axis.values[at] == axis.values[before])
                    refuse(axis, "the value " + axis.values[at] + " stands twice.");
    std::vector<std::string> seen;
    for (const SweepPoint& point : points)
        seen.push_back(to_json(point.config));
    std::ranges::sort(seen);
    if (std::ranges::adjacent_find(seen) != seen.end())
        throw Error("Two points of the grid are the same: a value stands twice, spelled in two ways.");
}

SweepPoint point_of(const RunConfig& base, const std::vector<SweepAxis>& axes, std::size_t index)
{
    SweepPoint point{.config = base, .words = {}};
    std::vector<const std::string*> values(axes.size());
    for (std::size_t axis = axes.size(); axis-- > 0; index /= axes[axis].values.size())
        values[axis] = &axes[axis].values[index % axes[axis].values.size()];
    for (const bool is_method : {true, false})  // what other settings there are is up to the method
        for (std::size_t axis = 0; axis < axes.size(); ++axis)
            if ((axes[axis].key == "method") == is_method)
                set(point.config, axes[axis], *values[axis]);
    for (std::size_t axis = 0; axis < axes.size(); ++axis)
        point.words += (axis == 0 ? "" : ", ") + axes[axis].key + " " + *values[axis];
    return point;
}

void check_point(const SweepPoint& point, const ModelFacts* model)
{
    if (const std::string problem = first_problem(point.config, {.model = model}); !problem.empty())
        throw Error("With " + point.words + ": " + problem);
}

/// The same for the same sweep with other values: a grid can be refined.
std::string tag_of(RunConfig base, const SweepPlan& plan)
{
    std::string keys, text;
    for (const SweepAxis& axis : plan.axes) {
        keys += (keys.empty() ? std::string_view() : tag_between);
        keys += axis.key;
        reset(*find_key(axis.key), base);
    }
    base.document.clear();
    text = to_json(base) + keys;
    for (const std::string& document : plan.documents)
        text += "\n" + document;
    const std::string hash = content_hash(text);
    return std::string(tag_begin) + hash.substr(hash.find(':') + 1, tag_digits) + std::string(tag_middle) + keys;
}

}  // namespace

bool can_sweep(const Setting& setting)
{
    const bool is_text = std::holds_alternative<std::string RunConfig::*>(setting.member) && setting.choices.empty();
    return !setting.is_path && !is_text && setting.part != SettingPart::label;
}

SweepAxis sweep_axis(std::string_view text)
{
    const std::size_t equals = text.find('=');
    SweepAxis axis{.key = std::string(trimmed(text.substr(0, equals))), .values = {}};
    std::ranges::replace(axis.key, '-', '_');  // as the options are spelled
    if (equals == std::string_view::npos || axis.key.empty())
        throw Error("--over: '" + std::string(text) + "' is not SETTING=VALUE,VALUE such as inner_lr=0.001,0.002.");
    axis.values = split(text.substr(equals + 1), ",");
    return axis;
}

SweepPlan sweep_plan(const RunConfig& base, std::vector<SweepAxis> axes, std::vector<std::string> documents,
                     const ModelFacts* model)
{
    check_axes(axes);
    check_documents(documents);
    check_size(axes, documents.size());
    SweepPlan plan{.axes = std::move(axes), .documents = std::move(documents), .points = {}, .tag = {}};
    std::size_t count = 1;
    for (const SweepAxis& axis : plan.axes)
        count *= axis.values.size();
    for (std::size_t at = 0; at < count; ++at) {
        plan.points.push_back(point_of(base, plan.axes, at));
        check_point(plan.points.back(), model);
    }
    check_twice(plan.points, plan.axes);
    plan.tag = tag_of(base, plan);
    return plan;
}

std::string swept_text(const Setting& setting, const RunConfig& config)
{
    const auto* member = std::get_if<std::vector<double> RunConfig::*>(&setting.member);
    if (!member)
        return text_of(setting, config);
    RunConfig shared = config;
    const std::vector<double>& values = config.*(*member);
    if (std::ranges::adjacent_find(values, std::not_equal_to<>()) == values.end() && !values.empty())
        shared.*(*member) = {values.front()};
    return text_of(setting, shared);
}

std::vector<std::string> swept_keys(std::string_view tag)
{
    const std::size_t middle = tag.find(tag_middle);
    const bool is_one = tag.starts_with(tag_begin) && middle == tag_begin.size() + tag_digits;
    return is_one ? split(tag.substr(middle + tag_middle.size()), tag_between) : std::vector<std::string>();
}

}  // namespace ttt
