// A number for the bits of a tensor, so that two runs can tell whether their fast weights are the same ones.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <span>
#include <string>

namespace ttt {

/// 128 bits for the bits of a tensor: i64 [2] on its device, both numbers modulo 2^64. Sums over all words of 32 bits
/// of two mixtures of word and place (fingerprint_mix.h), so every device and any number of threads agree. A tensor
/// whose bytes are no multiple of 4 counts as if zeros followed. 0 and -0 differ.
torch::Tensor fingerprint_of(const torch::Tensor& tensor);

/// The same with LibTorch's operators, for any device.
torch::Tensor plain_fingerprint_of(const torch::Tensor& tensor);

/// "sum128:" and 32 hex digits for several tensors in their order: `numbers` are their fingerprints, two each, on the
/// host. Empty without any.
std::string fingerprint_text(std::span<const std::int64_t> numbers);

}  // namespace ttt
