// Numbers for people: fixed digits, thousands, durations, dates. Independent of the locale.
#pragma once

#include "engine/evaluation/paired_gain.h"
#include "engine/records/file_name.h"

#include <cstdint>
#include <string>

namespace ttt {

std::string fixed(double value, int digits);         // "12.3"; from a million on "1.2e+51"; "–" for NaN
std::string percent_change(double from, double to);  // "-15.2 %"; "–" where either is missing
/// "-15.2 % (-16.5 … -13.8)", with the 95 % interval; "–" where too few tokens give none.
std::string gain_text(const Gain& gain);
std::string interval_text(const Gain& gain);      // "-16.5 … -13.8"; "–"
std::string thousands(std::int64_t value);        // "32,768"
std::string duration(double seconds);             // "0:42", "1:02:03"
std::string local_time(std::int64_t unix_ms);     // "2026-01-31 17:04"; "–" outside of the years 1970 to 9999
std::string short_id(const std::string& run_id);  // the first 8 characters: enough to name a run

}  // namespace ttt
