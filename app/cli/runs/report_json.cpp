#include "app/cli/runs/run_report.h"
#include "app/cli/shared/perplexity_json.h"

#include "engine/files/json.h"
#include "sessions/config_json.h"

#include <cmath>
#include <ostream>

namespace ttt {

namespace {

void add_own(nlohmann::ordered_json& json, const RunReport& report)
{
    json["kind"] = report.header.kind;
    json["input"] = report.input_name;
    json["own_settings"] = nlohmann::ordered_json::object();
    for (const auto& [name, value] : report.own_settings)
        json["own_settings"][name] = value;
    json["own_numbers"] = nlohmann::ordered_json::object();
    for (const auto& [label, value] : report.own_numbers)
        json["own_numbers"][label] = std::isfinite(value) ? nlohmann::ordered_json(value) : nullptr;
}

/// Of a run over images.
nlohmann::ordered_json image_json(const RunReport& report)
{
    const RunHeader& header = report.header;
    const RunSummary& summary = report.summary;
    return {{"session", report.session},
            {"run", header.run_id},
            {"state", state_name(summary.state)},
            {"message", summary.message},
            {"remarks", header.remarks},
            {"images", summary.items},
            {"steps", summary.steps},
            {"updates", summary.updates},
            {"seconds", summary.seconds},
            {"error", error_json(summary)},
            {"shifts", shifts_json(report.shifts)},
            {"started_unix_ms", header.started_unix_ms},
            {"model_hash", header.model_hash},
            {"images_hash", header.input_hash},
            {"parameters", header.parameter_count},
            {"engine_version", header.engine_version},
            {"device_name", header.device_name},
            {"config", parse_json<nlohmann::ordered_json>(to_json(header.config), "The configuration of this run")}};
}

nlohmann::ordered_json document_json(const RunReport& report)
{
    const RunHeader& header = report.header;
    const RunSummary& summary = report.summary;
    return {{"session", report.session},
            {"run", header.run_id},
            {"state", state_name(summary.state)},
            {"message", summary.message},
            {"remarks", header.remarks},
            {"tokens", summary.items},
            {"chunks", summary.steps},
            {"updates", summary.updates},
            {"seconds", summary.seconds},
            {"perplexity", perplexity_json(summary)},
            {"ranges", ranges_json(report.ranges)},
            {"started_unix_ms", header.started_unix_ms},
            {"model_hash", header.model_hash},
            {"twin_hash", header.twin_hash},
            {"document_hash", header.input_hash},
            {"parameters", header.parameter_count},
            {"engine_version", header.engine_version},
            {"device_name", header.device_name},
            {"config", parse_json<nlohmann::ordered_json>(to_json(header.config), "The configuration of this run")}};
}

}  // namespace

void print_report_json(std::ostream& out, const RunReport& report)
{
    nlohmann::ordered_json json = report.header.kind == images_kind ? image_json(report) : document_json(report);
    if (is_of_another_program(report.header))
        add_own(json, report);
    out << text_of(json) << '\n';
}

}  // namespace ttt
