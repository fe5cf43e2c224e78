// What config.json of a masked autoencoder with a classifier says. Plain values, no torch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// Width, number of blocks and of heads of a stack of transformer blocks.
struct VitStack {
    std::int64_t width = 0;
    std::int64_t depth = 0;
    std::int64_t heads = 0;
};

/// A vision transformer that fills in hidden patches (arXiv 2111.06377), and a classifier of a few blocks that reads
/// all of the encoder's tokens, as test-time training uses them (arXiv 2209.07522). The numbers are those of a net of
/// less than a megabyte for images of 28 or 32 pixels.
struct MaeConfig {
    std::int64_t patch = 4;  // pixels, both ways
    VitStack encoder{64, 4, 4};
    VitStack decoder{32, 2, 2};
    VitStack classifier{64, 2, 4};
    std::int64_t mlp_ratio = 2;  // of every block
    double hidden = 0.75;        // share of the patches that the encoder does not see
    std::int64_t classes = 10;
    std::int64_t channels = 3;  // of the images
    std::int64_t side = 32;     // of the images, a multiple of the patch
    std::vector<double> mean;   // of values 0 … 1, one a channel
    std::vector<double> deviation;
    std::vector<std::string> class_names;  // none, or one a class
    std::string trained_on;                // for people

    std::int64_t grid() const { return side / patch; }        // patches in a row
    std::int64_t patches() const { return grid() * grid(); }  // L
    std::int64_t seen() const;                                // patches that the encoder sees, K
    std::int64_t patch_values() const { return patch * patch * channels; }
};

/// Empty, or a sentence: what can't be.
std::string fault_of(const MaeConfig& config);

/// config.json of the folder; a field that is not known is refused. Throws Error that names it.
MaeConfig read_mae_config(const std::string& folder);

/// The text of config.json.
std::string mae_config_text(const MaeConfig& config);

}  // namespace ttt
