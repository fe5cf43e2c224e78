// What is said about a run, live or logged: the same table and the same JSON object.
#pragma once

#include "app/cli/runs/shift_errors.h"
#include "engine/evaluation/ranges.h"
#include "engine/records/other_program.h"
#include "sessions/own_settings.h"

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace ttt {

class SessionReader;
struct RunInfo;

struct RunReport {
    std::string session;  // the file; empty: not logged
    RunHeader header;
    RunSummary summary;
    std::vector<RangePerplexity> ranges;
    RangePerplexity all;
    std::vector<ShiftErrors> shifts{};                          // of a run over images
    std::string input_name{};                                   // of a run that reads no text
    OwnSettings own_settings{};                                 // of a run of another program
    std::vector<std::pair<std::string, double>> own_numbers{};  // its own metrics' last values, its columns' means
};

/// Out of the log; reads all steps.
RunReport read_report(const SessionReader& reader, const RunInfo& run);

void print_report(std::ostream& out, const RunReport& report);

/// One object, the same for `ttt run`, `ttt show` and `ttt export`; arms that did not run are left out.
void print_report_json(std::ostream& out, const RunReport& report);

/// Of an input that is no text; else empty.
std::string name_of(const RunInput& input);

const char* state_name(RunState state);  // "finished"

}  // namespace ttt
