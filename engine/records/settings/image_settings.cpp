#include "engine/records/settings/checks.h"
#include "engine/records/settings/tables.h"

namespace ttt {
namespace {

Setting of_images(Setting row)
{
    row.kind = RunKind::images;
    return row;
}

/// A number of a rule, which the methods that have it name.
Setting of_rule(Setting row)
{
    row.part = SettingPart::rule;
    row.empty = methods_own;
    return of_images(std::move(row));
}

std::vector<Setting> stream_settings()
{
    return {
        of_images({.key = "images",
                   .member = &RunConfig::images,
                   .part = SettingPart::source,
                   .label = "Images",
                   .noun = "images",
                   .help = "fashion-mnist; a folder of PNG and JPEG files, whose sub-folders are the classes; or a "
                           "file: .npy of uint8 N × H × W × C, CIFAR .bin, IDX.",
                   .empty = "Fashion-MNIST",
                   .option = "NAME|DIR|FILE",
                   .is_path = true}),
        of_images({.key = "labels",
                   .member = &RunConfig::labels,
                   .part = SettingPart::source,
                   .label = "Labels",
                   .noun = "labels",
                   .help = "Classes of the images, .npy or IDX. Without labels there is no error to show.",
                   .empty = "those of the images",
                   .option = "FILE",
                   .is_path = true}),
        of_images({.key = "stream",
                   .member = &RunConfig::stream,
                   .part = SettingPart::reading,
                   .label = "Stream",
                   .noun = "stream",
                   .help = "What is done to the images, shift by shift: corruption:severity by commas; clean, all:5 "
                           "(the fifteen), extra:5 (the four on which rates are chosen). CIFAR-10-C style, made here.",
                   .empty = "gaussian_noise:5,fog:5,jpeg_compression:5",
                   .option = "SHIFTS",
                   .is_wide = true}),
        of_images({.key = "order",
                   .member = &RunConfig::order,
                   .part = SettingPart::reading,
                   .label = "Order",
                   .noun = "order of the stream",
                   .help = "reset-each: what adapts begins anew with each shift. continual: never. gradual: each shift "
                           "rises from severity 1 and falls again. mixed: all shifts in every batch. sorted: class "
                           "after class. dirichlet:0.1: classes in clumps, the smaller the number the purer. "
                           "collected:3: begins anew with each shift, learns from all its images three times, and is "
                           "scored then. one-class:2: only images of class 2. noise:0.2: a fifth of what is shown is "
                           "noise, which belongs to no class.",
                   .empty = "reset-each",
                   .option = "ORDER"}),
        of_images({.key = "batch",
                   .member = &RunConfig::batch,
                   .part = SettingPart::reading,
                   .label = "Batch",
                   .noun = "batch",
                   .help = "Images of one step.",
                   .empty = methods_own,
                   .unit = "images",
                   .range = {.least = 1, .most = 512}}),
        of_images({.key = "count",
                   .member = &RunConfig::count,
                   .part = SettingPart::reading,
                   .label = "Count",
                   .noun = "number of images",
                   .help = "Images of each shift, the first so many of the set.",
                   .empty = "all",
                   .unit = "images",
                   .range = {.least = 1}}),
        of_images({.key = "probe_images",
                   .member = &RunConfig::probe_images,
                   .part = SettingPart::measure,
                   .label = "Clean probe",
                   .noun = "number of clean images",
                   .help = "So many images without any corruption are asked after each shift, and nothing is learned "
                           "from them: what was forgotten.",
                   .empty = "none",
                   .unit = "images",
                   .range = {.least = 0},
                   .off = "0",
                   .zero = "none",
                   .is_rare = true}),
    };
}

std::vector<Setting> image_step_settings()
{
    return {
        of_rule({.key = "lr",
                 .name = "lr_images",
                 .member = &RunConfig::lr,
                 .label = "Rate lr",
                 .noun = "learning rate",
                 .help = "Learning rate of an update. 0 learns nothing.",
                 .range = {.least = 0},
                 .symbol = "lr"}),
        of_rule({.key = "optimizer",
                 .name = "optimizer_images",
                 .member = &RunConfig::optimizer,
                 .label = "Optimizer",
                 .noun = "optimizer",
                 .help = "SGD with momentum, or Adam (1412.6980).",
                 .choices = {{spelled(Optimizer::sgd), "SGD"}, {spelled(Optimizer::adam), "Adam"}}}),
        of_rule({.key = "momentum",
                 .member = &RunConfig::momentum,
                 .label = "Momentum",
                 .noun = "momentum",
                 .help = "Of SGD: b ← m b + g, θ ← θ − lr b.",
                 .range = {.least = 0, .most = 1},
                 .optimizers = {Optimizer::sgd},
                 .is_rare = true}),
        of_rule({.key = "steps",
                 .name = "steps_images",
                 .member = &RunConfig::steps,
                 .label = "Steps",
                 .noun = "number of steps",
                 .help = "Updates on each batch, or on each image of a method that takes them one by one.",
                 .range = {.least = 1}}),
        of_rule({.key = "scored",
                 .member = &RunConfig::scored,
                 .label = "Scored",
                 .noun = "order of scoring",
                 .help = "Which prediction counts: the one that the update is made from (before), or a second one "
                         "after it.",
                 .choices = {{spelled(Scored::before), "before the update"}, {spelled(Scored::after), "after it"}},
                 .is_rare = true}),
        of_rule({.key = "views",
                 .member = &RunConfig::views,
                 .label = "Views",
                 .noun = "number of views",
                 .help = "Augmented copies of each image.",
                 .range = {.least = 1, .most = 1024},
                 .check = views_problem}),
        of_rule({.key = "alpha",
                 .name = "alpha_images",
                 .member = &RunConfig::alpha,
                 .label = "Share α",
                 .noun = "share alpha",
                 .help = "Of the batch in mean and variance: μ = (1 − α) μ₀ + α μ_B. 1 is BN-1.",
                 .range = {.least = 0, .most = 1},
                 .symbol = "α"}),
        of_rule({.key = "source_prior",
                 .member = &RunConfig::source_prior,
                 .label = "Prior N",
                 .noun = "prior of the stored statistics",
                 .help = "With batch norm, stored statistics count N / (N + 1) against those of one image.",
                 .range = {.least = 0},
                 .is_rare = true}),
    };
}

std::vector<Setting> filter_settings()
{
    return {
        of_rule({.key = "entropy_margin",
                 .member = &RunConfig::entropy_margin,
                 .label = "Entropy margin",
                 .noun = "entropy margin",
                 .help = "Images with more entropy than this share of ln C teach nothing. At 1 and above it never "
                         "fires.",
                 .range = {.least = 0, .is_above = true},
                 .symbol = "E₀"}),
        of_rule({.key = "redundancy_margin",
                 .member = &RunConfig::redundancy_margin,
                 .label = "Redundancy margin",
                 .noun = "redundancy margin",
                 .help = "Images whose prediction is as near as this cosine to the running mean of predictions teach "
                         "nothing. Below 1/√C it refuses everything once predictions are even.",
                 .range = {.least = 0, .most = 1},
                 .symbol = "d"}),
        of_rule({.key = "fisher_weight",
                 .member = &RunConfig::fisher_weight,
                 .label = "Fisher weight β",
                 .noun = "weight of the Fisher penalty",
                 .help = "β Σ F (θ − θ₀)² is added to the loss: what matters for clean images stays.",
                 .range = {.least = 0},
                 .symbol = "β"}),
        of_rule({.key = "fisher_images",
                 .member = &RunConfig::fisher_images,
                 .label = "Fisher images",
                 .noun = "number of images for the Fisher information",
                 .help = "Clean images it is measured on, before the stream.",
                 .unit = "images",
                 .range = {.least = 1},
                 .is_rare = true}),
        of_rule({.key = "sharpness",
                 .member = &RunConfig::sharpness,
                 .label = "Sharpness ρ",
                 .noun = "radius of the worst point",
                 .help = "The gradient is taken at θ + ρ g / ‖g‖. 0: at θ.",
                 .range = {.least = 0},
                 .symbol = "ρ"}),
        of_rule({.key = "reset_below",
                 .member = &RunConfig::reset_below,
                 .label = "Reset below",
                 .noun = "entropy that resets",
                 .help = "When the running mean of the entropy falls below it, everything begins anew.",
                 .unit = "nats",
                 .range = {.least = 0}}),
        of_rule({.key = "reset_every",
                 .member = &RunConfig::reset_every,
                 .label = "Reset every",
                 .noun = "number of updates between resets",
                 .help = "Everything begins anew after so many updates.",
                 .unit = "updates",
                 .range = {.least = 1}}),
        of_rule({.key = "restore",
                 .member = &RunConfig::restore,
                 .label = "Restore p",
                 .noun = "share of weights that return",
                 .help = "After each update every single weight returns to what it was at the start with this "
                         "probability.",
                 .range = {.least = 0, .most = 1},
                 .symbol = "p"}),
        of_rule({.key = "teacher_decay",
                 .member = &RunConfig::teacher_decay,
                 .label = "Teacher",
                 .noun = "decay of the teacher",
                 .help = "θ' ← a θ' + (1 − a) θ after each update.",
                 .range = {.least = 0, .most = 1},
                 .symbol = "a"}),
        of_rule({.key = "confidence_below",
                 .member = &RunConfig::confidence_below,
                 .label = "Augment below",
                 .noun = "confidence below which views are averaged",
                 .help = "Where the source is less confident than this, in the mean of the batch, the teacher answers "
                         "on augmented views.",
                 .range = {.least = 0, .most = 1}}),
        of_rule({.key = "as_published",
                 .member = &RunConfig::as_published,
                 .label = "As published",
                 .noun = "choice of the published program",
                 .help = "With the faults of the authors' program: its resets repeat, and momentum moves weights where "
                         "nothing was learned.",
                 .choices = {{"yes", "with its faults"}, {"no", "mended"}},
                 .is_rare = true}),
    };
}

}  // namespace

std::vector<Setting> image_settings()
{
    std::vector<Setting> all;
    for (const auto& more : {stream_settings(), image_step_settings(), filter_settings()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace ttt
