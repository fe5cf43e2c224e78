// What config.json of an image classifier says. Plain values, no torch.
#pragma once

#include "engine/records/words.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// Batch norm (statistics of the batch, or stored ones), or group norm (each image by itself).
enum class NormKind { bn, gn };

template <>
inline constexpr std::array spellings<NormKind>{Spelling{NormKind::bn, "bn"}, Spelling{NormKind::gn, "gn"}};

/// The residual net of 3 groups of the CIFAR literature (arXiv 1603.05027), as test-time training uses it (arXiv
/// 1909.13231): pre-activation blocks, and other branches, of tasks without labels, split off after group 2.
struct ResNetConfig {
    std::int64_t depth = 26;  // 6 N + 2: N blocks of two convolutions in each group
    std::int64_t width = 16;  // of group 1; doubled in each further one
    NormKind norm = NormKind::bn;
    std::int64_t groups = 8;  // of group norm
    std::int64_t classes = 10;
    std::int64_t channels = 3;     // of the images
    std::int64_t side = 32;        // of the images, a multiple of 4
    bool rotation = true;          // has the rotation branch
    std::int64_t contrastive = 0;  // numbers of the branch that tells images apart (SimCLR); 0: has none
    std::vector<double> mean;      // of values 0 … 1, one a channel
    std::vector<double> deviation;
    std::vector<std::string> class_names;  // none, or one a class
    std::string trained_on;                // for people

    std::int64_t blocks() const { return (depth - 2) / 6; }  // N
    std::int64_t group_width(std::int64_t group) const { return width << group; }
};

/// Empty, or a sentence: what can't be.
std::string fault_of(const ResNetConfig& config);

/// config.json of the folder; a field that is not known is refused. Throws Error that names it.
ResNetConfig read_resnet_config(const std::string& folder);

/// The text of config.json.
std::string resnet_config_text(const ResNetConfig& config);

}  // namespace ttt
