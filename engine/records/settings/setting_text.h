// A setting as the text that a person types, in a field or behind an option, and back.
#pragma once

#include "engine/records/settings/settings.h"
#include "engine/records/words.h"

#include <array>
#include <string>
#include <string_view>

namespace ttt {

template <>
inline constexpr std::array spellings<bool>{Spelling{true, "yes"}, Spelling{false, "no"}};

/// "1, 2", "0.1", "yes"; empty for a choice that nobody made.
std::string text_of(const Setting& setting, const RunConfig& config);

/// The same, and empty for what RunConfig{} has: what a field shows and a preset keeps.
std::string typed_text(const Setting& setting, const RunConfig& config);

bool is_default(const Setting& setting, const RunConfig& config);
void reset(const Setting& setting, RunConfig& config);

/// Understands the text and checks its range and words. Returns why it can't be used, a sentence without its subject
/// ("'x' is not a number of at least 0"), and leaves the value; empty: it was set. An empty text resets. Whole numbers
/// may be grouped ("1,024"), other numbers may be fractions ("0.1 / 128").
std::string set_text(const Setting& setting, RunConfig& config, std::string_view text);

/// Why the value that `config` has can't be, whatever else is chosen: a sentence; empty: it can. Of a value that nobody
/// chose: empty.
std::string value_problem(const Setting& setting, const RunConfig& config);

/// The shortest text that gives the same number again.
std::string number_text_of(double value);

}  // namespace ttt
