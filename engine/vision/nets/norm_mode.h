// Which statistics batch norm takes.
#pragma once

namespace ttt {

/// stored: those of training. batch: those of this batch, and the stored ones stay as they are. train: those of this
/// batch, of which a tenth goes into the stored ones. mixed(α): μ = (1 - α) μ₀ + α μ_B and the variance likewise, that
/// of the batch unbiased; no gradient goes through them, and the stored ones stay (arXiv 2006.16971). Without meaning
/// for group norm.
struct NormMode {
    enum Kind { stored, batch, train, of_both };

    Kind kind = stored;
    double share = 1;  // α, of the batch

    constexpr NormMode(Kind chosen, double of_batch = 1) : kind(chosen), share(of_batch) {}

    static constexpr NormMode mixed(double share) { return {of_both, share}; }

    bool operator==(const NormMode&) const = default;
};

}  // namespace ttt
