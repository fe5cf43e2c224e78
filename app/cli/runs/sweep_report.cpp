#include "app/cli/runs/sweep_report.h"

#include "app/cli/runs/run_report.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/files/json.h"
#include "engine/records/settings/setting_text.h"
#include "sessions/config_json.h"

#include <cmath>
#include <ostream>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys_of(const SweepPlan& plan)
{
    std::vector<std::string> keys;
    for (const SweepAxis& axis : plan.axes)
        keys.push_back(axis.key);
    return keys;
}

/// As the log spells it; of a list that all layers share its one value.
Json value_of(const std::string& key, const RunConfig& logged)
{
    const Setting* setting = find_setting(key, logged.method);
    if (!setting)
        return nullptr;
    RunConfig alone = logged;
    reset(*setting, alone);
    set_text(*setting, alone, swept_text(*setting, logged));
    Json value = parse_json<Json>(to_json(alone), "The configuration of this run")[key];
    const bool is_shared = std::holds_alternative<std::vector<double> RunConfig::*>(setting->member);
    return is_shared && value.is_array() && value.size() == 1 ? value[0] : value;
}

Json settings_of(const SweepReport& report, const RunConfig& config)
{
    Json settings = Json::object();
    for (const SweepAxis& axis : report.plan.axes)
        settings[axis.key] = value_of(axis.key, config);
    return settings;
}

Json json_of(const Gain& gain)
{
    return {{"change", gain.change}, {"low", gain.low}, {"high", gain.high}};
}

void put_gain(Json& json, const Gain& gain)
{
    if (std::isfinite(gain.low) && std::isfinite(gain.high) && std::isfinite(gain.change))
        json["against_frozen"] = json_of(gain);
}

Gain gain_of(const SweepRun& run)
{
    PairedGain gain;
    for (const auto& [sum, tokens] : run.blocks)
        gain.add(sum, tokens);
    return gain.gain();
}

Json json_of(const SweepReport& report, const SweepRun& run)
{
    Json json{{"settings", settings_of(report, run.config)},
              {"document", run.config.document},
              {"run", run.run_id},
              {"state", state_name(run.summary.state)},
              {"message", run.summary.message},
              {"reused", report.reused.contains(run.run_id)},
              {"tokens", run.summary.items},
              {"seconds", run.summary.seconds},
              {"perplexity", perplexity_json(run.summary)}};
    put_gain(json, gain_of(run));
    return json;
}

Json json_of(const SweepReport& report, const SweepOutcome& outcome)
{
    Json json{{"settings", settings_of(report, outcome.runs.front()->config)},
              {"state", state_name(outcome.all.state)},
              {"documents", outcome.runs.size()},
              {"perplexity", perplexity_json(outcome.all)}};
    put_gain(json, outcome.gain);
    return json;
}

std::string outcome_words(const SweepOutcome& outcome)
{
    return outcome.all.state == RunState::finished ? gain_text(outcome.gain) : state_name(outcome.all.state);
}

}  // namespace

std::string result_words(const SweepRun& run)
{
    if (run.summary.state != RunState::finished)
        return state_name(run.summary.state) + (run.summary.message.empty() ? "" : ": " + run.summary.message);
    std::string words;
    for (const Arm arm : {Arm::adapted, Arm::frozen})
        if (const double value = perplexity(run.summary, arm); !std::isnan(value))
            words += (words.empty() ? "" : ", ") + std::string(name_of(arm)) + " " + fixed(value, 2);
    const std::string gain = gain_text(gain_of(run));
    return gain == "–" ? words : words + ", " + gain;
}

void print_sweep(std::ostream& out, const SweepReport& report)
{
    const std::vector<SweepOutcome> outcomes = outcomes_of(report.runs, keys_of(report.plan));
    const SweepOutcome* best = best_of(outcomes);
    std::vector<std::string> heads = keys_of(report.plan);
    heads.insert(heads.end(), {"frozen", "adapted", "against frozen", ""});
    Table table(heads);
    for (const SweepOutcome& outcome : outcomes) {
        std::vector<std::string> cells = outcome.values;
        cells.insert(cells.end(), {fixed(outcome.result(Arm::frozen), 2), fixed(outcome.result(Arm::adapted), 2),
                                   outcome_words(outcome), &outcome == best ? "best" : ""});
        table.add_row(cells);
    }
    out << table << '\n';
    for (const SweepRun& run : report.runs)
        if (!run.summary.message.empty() && run.summary.state != RunState::finished)
            out << terminal_text(file_name(run.config.document) + ": " + run.summary.message) << '\n';
    print_field(out, "Group",
                report.plan.tag + ", " + thousands(static_cast<std::int64_t>(report.runs.size())) + " of " +
                    thousands(static_cast<std::int64_t>(report.plan.run_count())) + " runs");
    print_field(out, "Session", report.session);
}

void print_sweep_json(std::ostream& out, const SweepReport& report)
{
    const std::vector<SweepOutcome> outcomes = outcomes_of(report.runs, keys_of(report.plan));
    Json json{{"session", report.session}, {"group", report.plan.tag}, {"over", keys_of(report.plan)}};
    json["runs"] = Json::array();
    for (const SweepRun& run : report.runs)
        json["runs"].push_back(json_of(report, run));
    json["points"] = Json::array();
    for (const SweepOutcome& outcome : outcomes)
        json["points"].push_back(json_of(report, outcome));
    const SweepOutcome* best = best_of(outcomes);
    json["best"] = best ? json_of(report, *best) : Json(nullptr);
    out << text_of(json) << '\n';
}

}  // namespace ttt
