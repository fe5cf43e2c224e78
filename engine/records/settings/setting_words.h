// Settings in words: what a run does, and in what it differs from what nobody would have chosen.
#pragma once

#include "engine/records/settings/settings.h"

#include <span>
#include <string>
#include <vector>

namespace ttt {

/// "0.1", "LM-aligned", "512 tokens", "left out": numbers to six digits, and what all fast layers share once.
std::string value_words(const Setting& setting, const RunConfig& config);

/// Its help and what an empty choice of it means, sentences.
std::string help_of(const Setting& setting);

/// What stands in the place of a choice that nobody made: "64 tokens", "SGD (default)", "not with SGD". `config` as it
/// was asked for.
std::string empty_words(const Setting& setting, const RunConfig& config, const ModelFacts& model);

/// "Inner rate η 0.1", "Control random"
std::string setting_words(const Setting& setting, const RunConfig& config);

/// "Decay γ 0.9, Control random": all of them; empty: there are none.
std::string setting_words(std::span<const Setting* const> settings, const RunConfig& config);

/// Whether one of them makes the run a control, whose gain is none of learning.
bool has_control(std::span<const Setting* const> settings);

/// Who learns how, of a resolved configuration: "In-Place TTT: fast layers 1, 2; chunk 512 tokens; inner rate η 0.1;
/// ..." What is off is left out.
std::string rule_words(const RunConfig& resolved);

/// What is not the default in a configuration as it was asked for, in the order of settings(). Without method, model,
/// twin and document.
std::vector<const Setting*> asked_settings(const RunConfig& asked);

/// The same of a run that was made: what it remembers of it (RunConfig::chosen), of a run of a version that remembered
/// nothing the settings whose default is no matter of the checkpoint.
std::vector<const Setting*> chosen_settings(const RunConfig& logged);

/// The configuration of a run as it was asked for, without its name: what was not chosen is empty again. Of a version
/// that remembered nothing, all that it was made with. The method, and what is opened, stay.
RunConfig as_asked(const RunConfig& logged);

}  // namespace ttt
