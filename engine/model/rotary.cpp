#include "engine/model/rotary.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ttt {
namespace {

constexpr double two_pi = 2.0 * std::numbers::pi;

torch::Tensor llama3_frequencies(const torch::Tensor& plain, const RopeScaling& rope)
{
    const double length = static_cast<double>(rope.original_max_position);
    const torch::Tensor wavelength = two_pi / plain;
    const torch::Tensor slowed = plain / rope.factor;
    const torch::Tensor smooth =
        (length / wavelength - rope.low_freq_factor) / (rope.high_freq_factor - rope.low_freq_factor);
    const torch::Tensor blended = (1.0 - smooth) * slowed + smooth * plain;
    const torch::Tensor is_long = wavelength > length / rope.low_freq_factor;
    const torch::Tensor is_short = wavelength < length / rope.high_freq_factor;
    return torch::where(is_long, slowed, torch::where(is_short, plain, blended));
}

/// The dimension whose wave turns `rotations` times over the original context.
double yarn_dimension(double rotations, double dim, double base, double length)
{
    return dim * std::log(length / (rotations * two_pi)) / (2.0 * std::log(base));
}

torch::Tensor yarn_frequencies(const torch::Tensor& plain, const ModelConfig& config)
{
    const RopeScaling& rope = config.rope;
    const double dim = static_cast<double>(config.head_dim);
    const double length = static_cast<double>(rope.original_max_position);
    double low = yarn_dimension(rope.beta_fast, dim, config.rope_theta, length);
    double high = yarn_dimension(rope.beta_slow, dim, config.rope_theta, length);
    if (rope.truncate) {
        low = std::floor(low);
        high = std::ceil(high);
    }
    low = std::max(low, 0.0);
    high = std::min(high, dim - 1.0);
    if (low == high)
        high += 0.001;
    const torch::Tensor ramp = ((torch::arange(plain.size(0), torch::kFloat32) - low) / (high - low)).clamp(0.0, 1.0);
    return plain / rope.factor * ramp + plain * (1.0 - ramp);
}

double yarn_magnitude(double factor, double mscale)
{
    return factor <= 1.0 ? 1.0 : 0.1 * mscale * std::log(factor) + 1.0;
}

double yarn_scale(const RopeScaling& rope)
{
    if (rope.attention_factor)
        return *rope.attention_factor;
    if (rope.mscale && rope.mscale_all_dim)
        return yarn_magnitude(rope.factor, *rope.mscale) / yarn_magnitude(rope.factor, *rope.mscale_all_dim);
    return yarn_magnitude(rope.factor, 1.0);
}

torch::Tensor plain_frequencies(const ModelConfig& config, double base)
{
    const torch::Tensor exponent =
        torch::arange(0, config.head_dim, 2, torch::kFloat32) / static_cast<double>(config.head_dim);
    return 1.0 / torch::pow(base, exponent);
}

bool holds(const std::vector<std::int64_t>& layers, std::int64_t layer)
{
    return std::ranges::binary_search(layers, layer);
}

}  // namespace

Rotation Rotations::of_layer(const ModelConfig& config, std::int64_t layer) const
{
    if (holds(config.unrotated, layer))
        return {};
    return holds(config.local_layers, layer) ? local : all;
}

RotaryEmbedding::RotaryEmbedding(const ModelConfig& config, torch::Device device)
{
    const auto options = torch::TensorOptions(device).dtype(torch::kFloat32);
    torch::Tensor frequencies = plain_frequencies(config, config.rope_theta);
    if (config.rope.type == RopeType::linear)
        frequencies = frequencies / config.rope.factor;
    else if (config.rope.type == RopeType::llama3)
        frequencies = llama3_frequencies(frequencies, config.rope);
    else if (config.rope.type == RopeType::yarn) {
        frequencies = yarn_frequencies(frequencies, config);
        scale_ = yarn_scale(config.rope);
    }
    inverse_frequencies_ = frequencies.to(options);
    if (config.local_rope_theta > 0)
        local_inverse_frequencies_ = plain_frequencies(config, config.local_rope_theta).to(options);
}

Rotation RotaryEmbedding::turned(const torch::Tensor& frequencies, double scale, std::int64_t first, std::int64_t count,
                                 torch::ScalarType dtype) const
{
    const torch::Tensor positions = torch::arange(first, first + count, frequencies.options());
    const torch::Tensor half = torch::outer(positions, frequencies);
    const torch::Tensor angles = torch::cat({half, half}, -1);
    return {(angles.cos() * scale).to(dtype), (angles.sin() * scale).to(dtype)};
}

Rotations RotaryEmbedding::at(std::int64_t first, std::int64_t count, torch::ScalarType dtype) const
{
    Rotations rotations{turned(inverse_frequencies_, scale_, first, count, dtype)};
    if (local_inverse_frequencies_.defined())
        rotations.local = turned(local_inverse_frequencies_, 1.0, first, count, dtype);
    return rotations;
}

}  // namespace ttt
