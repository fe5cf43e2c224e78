// The methods of test-time training as data: name, title, rule, and what each can. Nobody else asks a name for that.
#pragma once

#include "engine/records/run_config.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace ttt {

/// What a run reads.
enum class RunKind { document, images };

struct MethodInfo {
    std::string_view key;       // RunConfig::method
    std::string_view title;     // for people
    std::string_view sentence;  // its rule and where it comes from
    RunKind kind = RunKind::document;
    bool fast_weights = false;   // down-projections are written chunk by chunk
    bool gradients = false;      // something takes gradient steps after each segment
    bool low_rank = false;       // and that is a low-rank product beside chosen matrices, not the weights themselves
    std::string_view rule = {};  // of a method for images: keys of the settings of its rule, by commas
    bool batch_norm = false;     // means nothing to a net without batch norm
    bool rotations = false;      // needs a net with a rotation branch
    bool filling_in = false;     // needs a masked autoencoder
    bool one_by_one = false;     // learns from each image by itself

    constexpr bool operator==(const MethodInfo& other) const { return key == other.key; }
};

/// In this order they are offered; the first is the default. Those for images stand behind those for documents.
inline constexpr std::array known_methods{
    MethodInfo{.key = "in-place",
               .title = "In-Place TTT",
               .sentence = "In-Place TTT (arXiv 2604.06169): the MLP down-projection of some layers learns while the "
                           "model reads, chunk by chunk: S ← γ S + η Vᵀ Z, W = W₀ + S.",
               .fast_weights = true},
    MethodInfo{.key = "dynamic-evaluation",
               .title = "Dynamic evaluation",
               .sentence = "Dynamic evaluation (1709.07432): after each segment the weights take a gradient step on "
                           "its NLL: θ ← θ − lr g.",
               .gradients = true},
    MethodInfo{.key = "lora",
               .title = "LoRA",
               .sentence = "LoRA (2106.09685): after each segment a low-rank product beside chosen matrices takes a "
                           "gradient step: W = W₀ + α/r B A.",
               .gradients = true,
               .low_rank = true},
    MethodInfo{.key = "in-place+dynamic-evaluation",
               .title = "In-Place TTT + dynamic evaluation",
               .sentence = "Both: fast weights are written while the model reads, and W₀ takes the gradient step "
                           "after.",
               .fast_weights = true,
               .gradients = true},
    MethodInfo{.key = "source",
               .title = "Source",
               .sentence = "The net as it was trained: what the others are held against.",
               .kind = RunKind::images},
    MethodInfo{.key = "bn",
               .title = "BN-1",
               .sentence = "BN-1 (2006.10963): the norms take mean and variance of the batch itself.",
               .kind = RunKind::images,
               .batch_norm = true},
    MethodInfo{
        .key = "bn-alpha",
        .title = "BN-α",
        .sentence =
            "BN-α (2006.16971): statistics between the stored ones and those of the batch: μ = (1 − α) μ₀ + α μ_B.",
        .kind = RunKind::images,
        .rule = "alpha",
        .batch_norm = true},
    MethodInfo{.key = "ttaug",
               .title = "Augmented views",
               .sentence = "The mean answer over augmented views of each image; nothing learns.",
               .kind = RunKind::images,
               .rule = "views,source_prior"},
    MethodInfo{.key = "tent",
               .title = "TENT",
               .sentence = "TENT (2006.10726): scales and shifts of the norms go down the entropy of the predictions: "
                           "γ, β ← γ, β − lr ∂H.",
               .kind = RunKind::images,
               .rule = "lr,optimizer,momentum,steps,scored"},
    MethodInfo{.key = "eata",
               .title = "EATA",
               .sentence = "EATA (2204.02610): TENT on images that are sure and not alike, weighed by how sure, held "
                           "back where weights matter (Fisher).",
               .kind = RunKind::images,
               .rule = "lr,optimizer,momentum,scored,entropy_margin,redundancy_margin,fisher_weight,fisher_images"},
    MethodInfo{.key = "eta",
               .title = "ETA",
               .sentence = "ETA (2204.02610): EATA without the Fisher penalty.",
               .kind = RunKind::images,
               .rule = "lr,optimizer,momentum,scored,entropy_margin,redundancy_margin"},
    MethodInfo{.key = "sar",
               .title = "SAR",
               .sentence = "SAR (2302.12400): entropy of sure images, by the gradient at the worst point nearby (‖ε‖ = "
                           "ρ); starts again when it gets too sure.",
               .kind = RunKind::images,
               .rule = "lr,momentum,scored,entropy_margin,sharpness,reset_below,as_published"},
    MethodInfo{.key = "cotta",
               .title = "CoTTA",
               .sentence = "CoTTA (2203.13591): all weights follow a teacher, the running mean of themselves, on "
                           "augmented images; some return to the start.",
               .kind = RunKind::images,
               .rule = "lr,optimizer,momentum,views,restore,teacher_decay,confidence_below"},
    MethodInfo{.key = "rdumb",
               .title = "RDumb",
               .sentence = "RDumb (2306.05401): ETA that starts again every so many updates.",
               .kind = RunKind::images,
               .rule = "lr,optimizer,momentum,entropy_margin,redundancy_margin,reset_every"},
    MethodInfo{.key = "memo",
               .title = "MEMO",
               .sentence = "MEMO (2110.09506): for each image, all weights go down the entropy of the mean answer over "
                           "its views; then they return.",
               .kind = RunKind::images,
               .rule = "lr,optimizer,views,steps,source_prior",
               .one_by_one = true},
    MethodInfo{.key = "ttt",
               .title = "TTT",
               .sentence =
                   "TTT (1909.13231): for each image, the shared layers learn to tell its rotations; then they return.",
               .kind = RunKind::images,
               .rule = "lr,views,steps",
               .rotations = true,
               .one_by_one = true},
    MethodInfo{.key = "ttt-online",
               .title = "TTT online",
               .sentence = "TTT online (1909.13231): as TTT, one step an image, and what was learned stays.",
               .kind = RunKind::images,
               .rule = "lr,views,steps",
               .rotations = true,
               .one_by_one = true},
    MethodInfo{.key = "ttt-contrastive",
               .title = "TTT, contrastive",
               .sentence = "TTT with a contrastive task: two views of an image are told from those of others.",
               .kind = RunKind::images,
               .rule = "lr,views,steps",
               .one_by_one = true},
    MethodInfo{
        .key = "ttt-mae",
        .title = "TTT-MAE",
        .sentence =
            "TTT-MAE (2209.07522): for each image, the encoder learns to fill in masked patches; then it returns.",
        .kind = RunKind::images,
        .rule = "lr,momentum,views,steps",
        .filling_in = true,
        .one_by_one = true},
};

/// nullptr: no method of this version.
inline const MethodInfo* find_method(std::string_view key)
{
    const auto found = std::ranges::find(known_methods, key, &MethodInfo::key);
    return found == known_methods.end() ? nullptr : &*found;
}

/// Those for runs of this kind, in their order: they stand together.
constexpr std::span<const MethodInfo> methods_of(RunKind kind)
{
    const auto is_of_it = [kind](const MethodInfo& method) { return method.kind == kind; };
    const auto first = std::find_if(known_methods.begin(), known_methods.end(), is_of_it);
    return {first, std::find_if_not(first, known_methods.end(), is_of_it)};
}

/// Of an unknown method: document.
inline RunKind kind_of(const RunConfig& config)
{
    const MethodInfo* method = find_method(config.method);
    return method ? method->kind : RunKind::document;
}

/// Fast weights in the MLP down-projections, written chunk by chunk.
inline bool has_fast_weights(const RunConfig& config)
{
    const MethodInfo* method = find_method(config.method);
    return method && method->fast_weights;
}

inline bool is_lora(const RunConfig& config)
{
    const MethodInfo* method = find_method(config.method);
    return method && method->low_rank;
}

inline bool learns_by_gradients(const RunConfig& config)
{
    const MethodInfo* method = find_method(config.method);
    return method && method->gradients;
}

}  // namespace ttt
