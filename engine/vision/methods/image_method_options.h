// The settings of a method on images, resolved: names as in the table of settings. Plain values, no torch.
#pragma once

#include <cstdint>

namespace ttt {

struct ImageMethodOptions {
    double lr = 0;
    double momentum = 0;
    std::int64_t steps = 0;  // of each image or batch
    std::int64_t views = 0;  // of each image
    double alpha = 0;
    double entropy_margin = 0;     // E0 / ln C
    double redundancy_margin = 0;  // d
    double fisher_weight = 0;      // beta
    std::int64_t fisher_images = 0;
    double sharpness = 0;      // rho
    double reset_below = 0;    // e_m
    double restore = 0;        // p
    double teacher_decay = 0;  // of CoTTA
    double confidence_below = 0;
    double source_prior = 0;  // N of MEMO; 0: stored statistics alone
    std::int64_t reset_every = 0;
    bool uses_adam = false;
    bool as_published = false;
    bool scores_before = false;  // before the update
    std::uint64_t seed = 1;      // of counter-based draws
};

}  // namespace ttt
