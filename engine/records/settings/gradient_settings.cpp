#include "engine/records/settings/checks.h"
#include "engine/records/settings/tables.h"

namespace ttt {
namespace {

bool learns(const MethodInfo& method)
{
    return method.gradients;
}

/// The weights themselves.
bool is_dynamic(const MethodInfo& method)
{
    return method.gradients && !method.low_rank;
}

bool is_low_rank(const MethodInfo& method)
{
    return method.low_rank;
}

/// Beside fast weights these are the chunk and the fast layers.
bool is_alone(const MethodInfo& method)
{
    return method.gradients && !method.fast_weights;
}

std::vector<Setting> step_settings()
{
    return {
        {.key = "segment",
         .member = &RunConfig::segment,
         .part = SettingPart::rule,
         .label = "Segment",
         .noun = "segment",
         .help = "Tokens that are scored with the weights as they are, then learned from: the gradient of their mean "
                 "NLL.",
         .empty = methods_own,
         .unit = "tokens",
         .range = {.least = 1},
         .has = is_alone,
         .is_for_frozen = true,
         .check = segment_problem},
        {.key = "lr",
         .member = &RunConfig::lr,
         .part = SettingPart::rule,
         .label = "Rate lr",
         .noun = "learning rate of gradient steps",
         .help = "Learning rate of a gradient step: θ ← θ − lr g. 0 learns nothing.",
         .empty = methods_own,
         .range = {.least = 0},
         .has = learns,
         .symbol = "lr"},
        {.key = "optimizer",
         .member = &RunConfig::optimizer,
         .part = SettingPart::rule,
         .label = "Optimizer",
         .noun = "optimizer",
         .help = "SGD: θ ← θ − lr g. RMS: θ ← θ − lr g / (R + ε) + λ min(R / mean R, 1 / λ) (θ₀ − θ), R the root mean "
                 "square of earlier gradients (1709.07432).",
         .empty = methods_own,
         .choices = {{spelled(Optimizer::sgd), "SGD"}, {spelled(Optimizer::rms), "RMS"}},
         .has = is_dynamic},
        {.key = "optimizer",
         .name = "optimizer_lora",
         .member = &RunConfig::optimizer,
         .part = SettingPart::rule,
         .label = "Optimizer",
         .noun = "optimizer",
         .help = "SGD: θ ← θ − lr g. Adam: θ ← θ − lr m / (√v + ε), m and v running means of g and g² (1412.6980).",
         .empty = methods_own,
         .choices = {{spelled(Optimizer::sgd), "SGD"}, {spelled(Optimizer::adam), "Adam"}},
         .has = is_low_rank},
        {.key = "parameters",
         .member = &RunConfig::parameters,
         .part = SettingPart::rule,
         .label = "What learns",
         .noun = "choice of parameters",
         .help = "All weights, the MLP down-projections alone, or the norms alone: θ ← θ − lr g of these, the others "
                 "stay.",
         .empty = methods_own,
         .choices = {{spelled(LearnedPart::all), "all"},
                     {spelled(LearnedPart::down), "down"},
                     {spelled(LearnedPart::norms), "norms"}},
         .has = is_dynamic},
        {.key = "parameters",
         .name = "parameters_lora",
         .member = &RunConfig::parameters,
         .part = SettingPart::rule,
         .label = "What learns",
         .noun = "choice of parameters",
         .help = "Matrices that get a product, W = W₀ + α/r B A: some of q, v, down and head, parted by commas.",
         .empty = methods_own,
         .choices = {{"q", "q"}, {"v", "v"}, {"down", "down"}, {"head", "head"}},
         .is_several = true,
         .has = is_low_rank},
    };
}

std::vector<Setting> low_rank_settings()
{
    return {
        {.key = "rank",
         .member = &RunConfig::rank,
         .part = SettingPart::rule,
         .label = "Rank r",
         .noun = "rank",
         .help = "Of what is added to a matrix, α/r B A with B [out, r] and A [r, in].",
         .empty = methods_own,
         .range = {.least = 1},
         .has = is_low_rank,
         .symbol = "r",
         .check = rank_problem},
        {.key = "alpha",
         .member = &RunConfig::alpha,
         .part = SettingPart::rule,
         .label = "Scale α",
         .noun = "scale alpha",
         .help = "What is added counts α / r: W = W₀ + α/r B A.",
         .empty = methods_own,
         .range = {.least = 0, .is_above = true},
         .has = is_low_rank,
         .symbol = "α"},
        {.key = "steps",
         .member = &RunConfig::steps,
         .part = SettingPart::rule,
         .label = "Steps",
         .noun = "number of gradient steps",
         .help = "Gradient steps on each segment, all after it was scored: θ ← θ − lr g, so many times.",
         .empty = methods_own,
         .range = {.least = 1},
         .has = is_low_rank,
         .off = "1",
         .symbol = "steps"},
    };
}

std::vector<Setting> rare_settings()
{
    return {
        {.key = "fast_layers",
         .name = "layers",
         .member = &RunConfig::fast_layers,
         .part = SettingPart::rule,
         .label = "Layers",
         .noun = "learning layers",
         .help = "Layers that learn, counted from 0, parted by commas.",
         .empty = "all",
         .range = {.least = 0},
         .has = is_alone,
         .symbol = "layers",
         .is_rare = true,
         .check = learning_layers_problem},
        {.key = "prior_decay",
         .member = &RunConfig::prior_decay,
         .part = SettingPart::rule,
         .label = "Return λ",
         .noun = "decay towards the trained weights",
         .help =
             "How strongly RMS pulls every weight back to what was trained: + λ min(R / mean R, 1 / λ) (θ₀ − θ). 0: "
             "not.",
         .empty = methods_own,
         .range = {.least = 0},
         .has = is_dynamic,
         .optimizers = {Optimizer::rms},
         .off = "0",
         .symbol = "λ",
         .is_rare = true},
        {.key = "epsilon",
         .member = &RunConfig::epsilon,
         .part = SettingPart::rule,
         .label = "Divisor ε",
         .noun = "epsilon",
         .help = "Keeps the divisor from 0: g / (R + ε) in RMS, m / (√v + ε) in Adam.",
         .empty = methods_own,
         .range = {.least = 0, .is_above = true},
         .has = learns,
         .optimizers = {Optimizer::rms, Optimizer::adam},
         .symbol = "ε",
         .is_rare = true},
        {.key = "statistics",
         .member = &RunConfig::statistics,
         .part = SettingPart::rule,
         .label = "Statistics",
         .noun = "text for statistics",
         .help =
             "Text file whose gradients RMS measures before it reads: R = √(mean g²). Without it the first tokens of "
             "the document are measured, and only scored.",
         .empty = "first tokens",
         .has = is_dynamic,
         .optimizers = {Optimizer::rms},
         .option = "FILE",
         .is_path = true,
         .is_rare = true,
         .check = statistics_problem},
        {.key = "statistics_tokens",
         .member = &RunConfig::statistics_tokens,
         .part = SettingPart::rule,
         .label = "Measured over",
         .noun = "number of tokens for statistics",
         .help = "So many tokens of the statistics’ text give R = √(mean g²).",
         .empty = methods_own,
         .unit = "tokens",
         .range = {.least = 1},
         .has = is_dynamic,
         .optimizers = {Optimizer::rms},
         .is_rare = true},
    };
}

}  // namespace

std::vector<Setting> gradient_settings()
{
    std::vector<Setting> all = step_settings();
    for (const auto& more : {low_rank_settings(), rare_settings()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace ttt
