// How sure a mean over tokens is, when chunks and not tokens are the independent pieces.
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

/// Block bootstrap by chunk of a mean over tokens: resample whole chunks with replacement, 1000 draws, and take the
/// 2.5 % and 97.5 % quantiles of Σ w_i s_i / Σ w_i n_i, with s_i the sum and n_i the count of chunk i.
///
/// Chunks arrive one by one, so each draw gives each chunk its own weight w_i ~ Poisson(1), the limit of the usual
/// multinomial weights (Poisson bootstrap; Oza & Russell 2001, Chamandy et al. 2012). That keeps two sums per draw
/// and costs O(draws) per chunk, whatever came before. The weight of a (draw, chunk) is a hash of the seed: the band
/// of a chunk never depends on when or how often it was asked for.
class ChunkBootstrap {
public:
    static constexpr std::size_t draws = 1000;
    static constexpr std::int64_t fewest_chunks = 8; // below, the quantiles say nothing
    static constexpr std::uint64_t default_seed = 20260401;

    struct Band {
        double low, high; // NaN: fewer chunks than fewest_chunks, or nothing counted
    };

    explicit ChunkBootstrap(std::uint64_t seed = default_seed);

    /// The next chunk. count 0 is a chunk where nothing counts; it is a chunk all the same.
    void add(double sum, double count);
    Band band() const;
    std::int64_t chunks() const
    {
        return chunks_;
    }

private:
    std::uint64_t seed_;
    std::int64_t chunks_ = 0;
    std::vector<double> sums_, counts_; // [draws]
};

/// Poisson(1): how often a draw takes a chunk.
int resample_weight(std::uint64_t seed, std::uint64_t draw, std::uint64_t chunk);

} // namespace ttt
