#include "engine/vision/methods/device_draws.h"

#include <torch/utils.h>

#include <bit>
#include <numbers>

namespace ttt {

namespace {

using torch::Tensor;

std::int64_t as_signed(std::uint64_t bits)
{
    return std::bit_cast<std::int64_t>(bits);
}

/// Of 64 bits without a sign, in numbers that have one.
Tensor shifted_right(const Tensor& bits, int by)
{
    return torch::bitwise_right_shift(bits, by).bitwise_and_(as_signed(~std::uint64_t{0} >> by));
}

/// mixed() of draws.h, number by number.
Tensor mixed(Tensor bits)
{
    bits = torch::bitwise_xor(bits, shifted_right(bits, 30)).mul_(as_signed(0xbf58476d1ce4e5b9));
    bits = torch::bitwise_xor(bits, shifted_right(bits, 27)).mul_(as_signed(0x94d049bb133111eb));
    return torch::bitwise_xor(bits, shifted_right(bits, 31));
}

}  // namespace

Tensor uniform_draws(Draws& draws, std::int64_t count, torch::Device device)
{
    const DrawPlace from = draws.skip(static_cast<std::uint64_t>(count));
    const Tensor places = torch::arange(1, count + 1, torch::TensorOptions(device).dtype(torch::kLong));
    const Tensor keys = (places + as_signed(from.count)).mul_(as_signed(draw_step)).add_(as_signed(from.key));
    return shifted_right(mixed(keys), 11).to(torch::kFloat64).mul_(0x1p-53);
}

Tensor normal_draws(Draws& draws, torch::IntArrayRef sizes, torch::Device device)
{
    const std::int64_t count = c10::multiply_integers(sizes);
    const Tensor pairs = uniform_draws(draws, 2 * count, device).view({count, 2});
    const Tensor radius = pairs.select(1, 0).neg().log1p_().mul_(-2).sqrt_();
    return (radius * pairs.select(1, 1).mul(2 * std::numbers::pi).cos_()).to(torch::kFloat32).view(sizes);
}

}  // namespace ttt
