// Numbers for people: fixed digits, thousands, durations, dates. Independent of the locale.
#pragma once

#include <cstdint>
#include <string>

namespace ttt {

std::string fixed(double value, int digits);         // "12.3"; "–" for NaN
std::string percent_change(double from, double to);  // "−15.2 %"; "–" where either is missing
std::string thousands(std::int64_t value);           // "32,768"
std::string duration(double seconds);                // "0:42", "1:02:03"
std::string local_time(std::int64_t unix_ms);        // "2026-01-31 17:04"
std::string short_id(const std::string& run_id);     // the first 8 characters: enough to name a run
std::string file_name(const std::string& path);      // also of a directory with a slash at its end

}  // namespace ttt
