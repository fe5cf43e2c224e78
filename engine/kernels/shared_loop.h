// A loop shared out among LibTorch's threads. Not by at::parallel_for, which is a plain loop in a program that is not
// compiled for OpenMP itself: an iterator over a tensor is shared out inside of LibTorch.
#pragma once

#include <ATen/TensorIterator.h>
#include <torch/types.h>

#include <cstdint>

namespace ttt {

/// Calls visit(index) for 0 .. count - 1, on any thread and in any order; below `least` of them no thread is woken.
template <class Visit>
void share_out(std::int64_t count, std::int64_t least, const Visit& visit)
{
    torch::Tensor places = torch::empty({count}, torch::kByte);
    at::TensorIterator iterator = at::TensorIterator::nullary_op(places);
    const auto* const first = places.const_data_ptr<std::uint8_t>();
    const auto loop = [&](char** data, const std::int64_t*, std::int64_t size, std::int64_t) {
        const std::int64_t begin = reinterpret_cast<const std::uint8_t*>(data[0]) - first;
        for (std::int64_t index = begin; index < begin + size; ++index)
            visit(index);
    };
    iterator.for_each(loop, least);
}

}  // namespace ttt
