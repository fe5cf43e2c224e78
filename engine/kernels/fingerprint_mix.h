// The two mixers behind the fingerprint of a tensor (write_scan.h). Each makes 32 bits of the 32 bits of a number and
// of its place; no number's change alone is ever missed, because both are bijections of the bits. Multiplications of
// 32 bits only, so that compilers vectorise them. Finalizers of MurmurHash3 (A. Appleby) and lowbias32 (C. Wellons),
// both in the public domain.
#pragma once

#include "engine/kernels/host_device.h"

#include <cstdint>

namespace ttt::kernels {

TTT_BOTH std::uint32_t first_mix(std::uint32_t bits, std::uint32_t place)
{
    std::uint32_t x = bits + place * 0x9e3779b1U;
    x = (x ^ (x >> 16)) * 0x85ebca6bU;
    x = (x ^ (x >> 13)) * 0xc2b2ae35U;
    return x ^ (x >> 16);
}

TTT_BOTH std::uint32_t second_mix(std::uint32_t bits, std::uint32_t place)
{
    std::uint32_t x = bits ^ (place * 0x85157af5U + 0x27d4eb2fU);
    x = (x ^ (x >> 16)) * 0x7feb352dU;
    x = (x ^ (x >> 15)) * 0x846ca68bU;
    return x ^ (x >> 16);
}

}  // namespace ttt::kernels
