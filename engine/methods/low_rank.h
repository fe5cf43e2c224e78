// A low-rank product beside one trained matrix: W x + (alpha / r) B A x (LoRA, arXiv 2106.09685 equation 3).
#pragma once

#include <torch/types.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ttt {

/// A and B of one matrix W [out, in]. Both are leaves in f32 (f64 in an f64 model), whatever W is.
struct LowRank {
    std::int64_t layer = 0;  // layer_count: the head
    torch::Tensor a;         // [r, in], starts random
    torch::Tensor b;         // [out, r], starts at 0: nothing changes until something is learned
    double scale = 1;        // alpha / r
    double start_norm = 0;   // ||W||_F

    /// x [.., in] -> what is to be added to W x, [.., out], with a graph; computed in the dtype of x.
    torch::Tensor change(const torch::Tensor& x) const;
};

/// A ~ N(0, 1 / in), Gaussian as in the paper (section 4.1) and as wide as Kaiming's normal start with gain 1, so that
/// A x is about as long as x for any r; B = 0. Drawn on the CPU, so that all devices start alike.
LowRank start_low_rank(std::int64_t layer, const torch::Tensor& weight, std::int64_t rank, double alpha,
                       at::Generator& generator);

/// The products of several matrices at the ends of the last three segments, the newest first, to compare their changes.
/// Norms of d x f matrices out of r x r ones: <B A, B' A'> = sum((B^T B') o (A A'^T)), in f64; matrices of one shape
/// together, and one wait for the device.
class ProductHistory {
public:
    /// Always the same pairs.
    void push(const std::vector<const LowRank*>& pairs);

    struct Numbers {
        double drift = 0;           // ||P0||^2 of the newest product P0
        double delta = 0;           // ||P0 - P1||^2
        double previous = 0;        // ||P1 - P2||^2
        double product = 0;         // <P0 - P1, P1 - P2>
        bool has_previous = false;  // there were two segments before
    };

    /// One per pair.
    std::vector<Numbers> numbers() const;

private:
    /// Of pairs of one shape.
    struct Factors {
        torch::Tensor a, b;  // f64 [pairs, r, in], [pairs, out, r]; b carries the scale
    };
    struct Group {
        std::vector<std::size_t> pairs;  // their places
        std::vector<Factors> kept;       // newest first, at most 3
    };

    void make_groups(const std::vector<const LowRank*>& pairs);

    std::vector<Group> groups_;
    std::size_t count_ = 0;
};

}  // namespace ttt
