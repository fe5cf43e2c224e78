// Pseudo-random numbers that are the same on every machine and library: SplitMix64 (Steele, Lea, Flood 2014,
// doi:10.1145/2660193.2660195). std:: distributions differ between libraries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ttt {

class Draw {
public:
    explicit Draw(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next()
    {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15U;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31);
    }

    /// Uniform in [0, count); 0 for a count below 1.
    std::int64_t below(std::int64_t count)
    {
        if (count < 1)
            return 0;
        const auto range = static_cast<std::uint64_t>(count);
        const std::uint64_t unfair = (0 - range) % range;  // 2^64 mod range
        std::uint64_t drawn = next();
        while (drawn < unfair)
            drawn = next();
        return static_cast<std::int64_t>(drawn % range);
    }

    template <class Element>
    void shuffle(std::vector<Element>& elements)
    {
        for (std::size_t left = elements.size(); left > 1; --left)
            std::swap(elements[left - 1], elements[static_cast<std::size_t>(below(static_cast<std::int64_t>(left)))]);
    }

private:
    std::uint64_t state_;
};

}  // namespace ttt
