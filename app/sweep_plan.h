// A sweep: settings over a grid of values, on one document or several. Which runs that is, and how the session calls
// them together.
#pragma once

#include "engine/records/settings/settings.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// One setting and the values that it gets, as a person types them: "0.001", "lm-aligned", "1+3".
struct SweepAxis {
    std::string key;
    std::vector<std::string> values;
};

/// A place of the grid: the settings of its runs but for the document.
struct SweepPoint {
    RunConfig config;
    std::string words;  // "inner_lr 0.001, target lm-aligned"
};

struct SweepPlan {
    std::vector<SweepAxis> axes;
    std::vector<std::string> documents;
    std::vector<SweepPoint> points;  // the full grid, the last axis fastest
    std::string tag;                 // of all its runs, in the session

    std::size_t run_count() const { return points.size() * documents.size(); }
};

inline constexpr std::int64_t most_sweep_runs = 10'000;

/// Whether a setting can be swept: numbers, choices, yes or no, layers; not paths and names.
bool can_sweep(const Setting& setting);

/// "inner_lr=0.001,0.002": values stand between commas; the parts of one that is a list (layers, what LoRA is beside)
/// between plus signs. Throws ttt::Error.
SweepAxis sweep_axis(std::string_view text);

/// `base`: what all have, with model and method. Every value and every point is checked, with the model's facts where
/// they are known. Throws ttt::Error, one sentence about the first thing that can't be.
SweepPlan sweep_plan(const RunConfig& base, std::vector<SweepAxis> axes, std::vector<std::string> documents,
                     const ModelFacts* model);

/// The value as it is typed, of an asked or a logged configuration: what all layers share stands once.
std::string swept_text(const Setting& setting, const RunConfig& config);

/// Keys of the settings that a tag names; empty: it is no sweep's.
std::vector<std::string> swept_keys(std::string_view tag);

}  // namespace ttt
