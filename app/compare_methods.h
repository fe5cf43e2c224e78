// Methods side by side on one document, or on one stream of images: what each run is, what came of it, and the numbers
// against the frozen model.
#pragma once

#include "engine/evaluation/paired_gain.h"
#include "engine/evaluation/ranges.h"
#include "engine/records/records.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct ModelConfig;

/// The model as it is: what all methods are measured against.
inline constexpr std::string_view frozen_name = "frozen";

/// As RunConfig::method spells them, those for documents; the first is the default.
const std::vector<std::string>& method_names();

/// Whether the checkpoint has trained TTT parameters; a stock one lacks them.
bool has_fast_weights(const ModelConfig& model);

/// Why the engine refuses the configuration on this model, a sentence; empty: it does not.
std::string why_not(const RunConfig& config, const ModelConfig& model);
/// frozen and every method that the model can do without further settings.
std::vector<std::string> suitable_names(const ModelConfig& model);

/// The same over images.
RunConfig compared_image_config(RunConfig shared, const std::string& name);

/// The run of one name ("frozen" or a method): the shared settings, one arm, and a chunk where only a block is needed.
RunConfig compared_config(RunConfig shared, const std::string& name, const ModelConfig& model);

/// What one run came to, as plain arrays.
struct MethodResult {
    std::string name;
    std::string run_id;           // empty: it did not begin
    std::string problem;          // a sentence: why it ended early; empty: it did not
    std::vector<float> nll;       // [T] nats, NaN where there is none; of images 1 where the answer was wrong, else 0
    std::int64_t chunk = 0;       // items of a step
    std::vector<float> shifts{};  // [T] of images: their places in shift_names
    std::vector<std::string> shift_names{};  // "fog:5"
    RunConfig config{};                      // resolved
    double seconds = 0;                      // of reading and learning, without probes
    double peak_memory_mib = std::numeric_limits<double>::quiet_NaN();
    bool is_memory_bound = false;  // the true peak may be smaller: an earlier run had the same one
};

/// Fills a result while a run goes on.
class MethodCollector {
public:
    MethodCollector(std::string name, const RunHeader& header);

    void add(const StepRecord& step);
    MethodResult result(const RunSummary& summary) const;

private:
    MethodResult result_;
    double probe_ms_ = 0;
};

struct ComparedMethod {
    MethodResult run;
    double perplexity = std::numeric_limits<double>::quiet_NaN();
    double guarded = std::numeric_limits<double>::quiet_NaN();  // perplexity of the guarded arm; NaN: nothing guards
    std::string worse;                          // from where on it is worse than frozen; empty: it isn't
    Gain gain;                                  // of frozen itself: nothing; of images see error_gain()
    std::vector<std::optional<double>> ranges;  // perplexity in Comparison::ranges
};

struct Comparison {
    struct Range {
        std::int64_t begin, end;
        std::string name{};  // of images: the shift that these items belong to; empty: only positions
    };
    std::vector<Range> ranges;  // positions, doubling (engine/evaluation/ranges.h); of images one for each shift
    std::int64_t block = 0;     // items that are resampled together
    bool errors = false;        // of images: every perplexity is an error in per cent
    std::vector<ComparedMethod> methods;
};

/// Of losses that are 0 and 1: the change of their mean, as it is.
Gain error_gain(const Gain& gain);
GainPoint error_gain(const GainPoint& point);

/// `frozen` [T] nats; empty: nothing to compare with. Blocks are the chunks of the frozen run. Either all runs are over
/// images or none is.
Comparison compare_methods(std::vector<MethodResult> runs, std::span<const float> frozen, std::int64_t block);

}  // namespace ttt
