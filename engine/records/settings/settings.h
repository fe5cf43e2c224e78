// Every setting of a run, once: key, which methods have it, type, range, choices, words. The form, the command line,
// --set, presets, files, logs and the check before a run are loops over this table. Plain values; any thread.
#pragma once

#include "engine/records/methods.h"
#include "engine/records/settings/model_facts.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ttt {

using SettingMember =
    std::variant<std::string RunConfig::*, std::int64_t RunConfig::*, std::uint64_t RunConfig::*, bool RunConfig::*,
                 std::optional<std::int64_t> RunConfig::*, std::optional<double> RunConfig::*,
                 std::optional<bool> RunConfig::*, std::vector<std::int64_t> RunConfig::*,
                 std::vector<double> RunConfig::*, Choice<Arms> RunConfig::*, Choice<Target> RunConfig::*,
                 Choice<TargetSource> RunConfig::*, Choice<Control> RunConfig::*, Choice<Optimizer> RunConfig::*,
                 Choice<Device> RunConfig::*, Choice<Dtype> RunConfig::*, Choice<Guard> RunConfig::*,
                 Choice<Scored> RunConfig::*>;

/// Of every number that a setting holds.
struct SettingRange {
    double least = -std::numeric_limits<double>::infinity();
    double most = 1e30;     // far from what f32 can't hold
    bool is_above = false;  // `least` itself is out
};

struct SettingChoice {
    std::string_view value;  // as files spell it
    std::string_view words;
};

/// In this order they stand in the form.
enum class SettingPart : std::uint8_t {
    source,     // what is opened
    rule,       // how it learns; of no effect when nothing learns
    attention,  // how far it sees
    measure,    // which models read, and what is measured
    reading,    // how the document is read
    machine,
    label,  // what it is called: no part of what is computed
};

struct Setting {
    std::string_view key;        // in files and --set; the option is --key with dashes
    std::string_view name = {};  // of its row, where a second setting has the key; empty: the key
    SettingMember member;
    SettingPart part = SettingPart::rule;
    std::string_view label;       // in front of an editor: "Inner rate η"
    std::string_view noun;        // in a sentence: "inner learning rate"
    std::string_view help;        // meaning and formula, sentences
    std::string_view empty = {};  // what a choice that nobody made stands for: "as trained"
    std::string_view unit = {};
    SettingRange range = {};
    std::vector<SettingChoice> choices = {};          // empty: anything of the type
    bool is_several = false;                          // some of the choices, by commas
    std::optional<RunKind> kind = RunKind::document;  // of the runs that have it; nullopt: any
    bool (*has)(const MethodInfo& method) = {};  // nullptr: every method of the kind; of a rule for images, those that
                                                 // name it (MethodInfo::rule)
    std::vector<Optimizer> optimizers = {};      // with which it means something; empty: with any
    std::string_view off = {};                   // the text that is not worth a word in a log
    std::string_view zero = "off";               // what 0 is called, where `off` is 0
    std::string_view symbol = {};                // in names of runs: "η"; empty: the label
    std::string_view option = {};                // what follows the option, in its help
    bool is_path = false;                        // of a file or directory; named by its last part
    bool is_control = false;                     // a run with it shows what learning does not do
    bool is_for_frozen = false;                  // of a rule, and still of effect when nothing learns
    bool is_rare = false;                        // behind the fold of the form
    bool is_wide = false;                        // its editor stands below its label
    std::string (*check)(const RunConfig&, const RunFacts&) = {};  // what no range says: a sentence, or empty
};

/// In the order of the form. Two settings share a key (and the member) where methods mean different things by it; then
/// no method has both.
std::span<const Setting> settings();

bool belongs(const Setting& setting, const MethodInfo& method);
bool belongs(const Setting& setting, std::string_view method);  // of an unknown method: only what all have

/// nullptr: the method has no such setting.
const Setting* find_setting(std::string_view key, std::string_view method);

/// "Dynamic evaluation, LoRA": the titles of all methods that have it, or their keys for a command line.
std::string owners(const Setting& setting, std::string_view MethodInfo::*name);

/// "In-Place TTT", or "Frozen" where nothing learns; another version's name as it is. A view of `config` or of the
/// table.
std::string_view method_title(const RunConfig& config);

/// Whether it is the first of its key; a second one means the same member to other methods.
bool is_first(const Setting& setting);

/// Calls visit(key, member) once for every field of a RunConfig: the one list of names for files.
template <class Config, class Visit>
void visit_fields(Config& config, Visit&& visit)
{
    for (const Setting& setting : settings())
        if (is_first(setting))
            std::visit([&](auto member) { visit(setting.key.data(), config.*member); }, setting.member);
}

}  // namespace ttt
