#include "engine/vision/nets/torchvision_resnet.h"

#include "engine/vision/nets/net_files.h"

#include <torch/utils.h>

#include <array>

namespace ttt {

namespace {

using torch::Tensor;

constexpr std::array<std::int64_t, 4> blocks_of_18{2, 2, 2, 2}, blocks_of_50{3, 4, 6, 3};
constexpr std::int64_t first_width = 64;

struct Walk {
    const TorchvisionConfig& config;
    const VisitImageTensor& visit;

    void convolution(NormedConvolution& convolution, const std::string& name, const std::string& norm, std::int64_t out,
                     std::int64_t in, std::int64_t size) const
    {
        visit({name + ".weight", {out, in, size, size}, ImageTensorRole::convolution}, convolution.weight);
        visit_norm(convolution.norm, {config.norm, config.groups}, norm, out, visit);
    }

    /// -> channels that it gives.
    std::int64_t block(TorchvisionBlock& block, const std::string& name, std::int64_t in, std::int64_t width) const
    {
        const bool is_bottleneck = config.has_bottlenecks();
        const std::int64_t out = is_bottleneck ? 4 * width : width;
        block.convolutions.resize(is_bottleneck ? 3 : 2);
        std::int64_t from = in;
        for (std::size_t i = 0; i < block.convolutions.size(); ++i) {
            const bool is_last = i + 1 == block.convolutions.size();
            const std::string number = std::to_string(i + 1);
            convolution(block.convolutions[i], name + ".conv" + number, name + ".bn" + number, is_last ? out : width,
                        from, is_bottleneck && i != 1 ? 1 : 3);
            from = width;
        }
        if (block.stride != 1 || in != out)
            convolution(block.downsample, name + ".downsample.0", name + ".downsample.1", out, in, 1);
        return out;
    }
};

Tensor convolved(const TorchvisionConfig& config, const NormedConvolution& convolution, const Tensor& x,
                 std::int64_t stride, NormMode mode)
{
    const std::int64_t padding = convolution.weight.size(2) / 2;
    return normed({config.norm, config.groups}, convolution.norm,
                  torch::conv2d(x, convolution.weight, {}, stride, padding), mode);
}

/// The stride is that of the first convolution of 3 x 3 pixels.
Tensor through_block(const TorchvisionConfig& config, const TorchvisionBlock& block, const Tensor& x, NormMode mode)
{
    const std::size_t strided = config.has_bottlenecks() ? 1 : 0;
    Tensor inner = x;
    for (std::size_t i = 0; i < block.convolutions.size(); ++i) {
        inner = convolved(config, block.convolutions[i], i == 0 ? inner : torch::relu(inner),
                          i == strided ? block.stride : 1, mode);
    }
    const bool keeps_shape = !block.downsample.weight.defined();
    return torch::relu(inner + (keeps_shape ? x : convolved(config, block.downsample, x, block.stride, mode)));
}

}  // namespace

void visit_tensors(TorchvisionWeights& weights, const VisitImageTensor& visit)
{
    const TorchvisionConfig& config = weights.config;
    const Walk walk{config, visit};
    const auto& counts = config.has_bottlenecks() ? blocks_of_50 : blocks_of_18;
    weights.blocks.resize(static_cast<std::size_t>(counts[0] + counts[1] + counts[2] + counts[3]));
    walk.convolution(weights.first, "conv1", "bn1", first_width, TorchvisionConfig::channels, 7);
    std::int64_t width = first_width;
    auto block = weights.blocks.begin();
    for (std::size_t layer = 0; layer < counts.size(); ++layer)
        for (std::int64_t i = 0; i < counts[layer]; ++i, ++block) {
            block->stride = layer > 0 && i == 0 ? 2 : 1;
            width = walk.block(*block, "layer" + std::to_string(layer + 1) + "." + std::to_string(i), width,
                               first_width << layer);
        }
    visit({"fc.weight", {config.classes, width}, ImageTensorRole::linear}, weights.fc_weight);
    visit({"fc.bias", {config.classes}, ImageTensorRole::linear}, weights.fc_bias);
}

Tensor class_logits(const TorchvisionWeights& weights, const Tensor& images, NormMode mode)
{
    const TorchvisionConfig& config = weights.config;
    Tensor x = torch::relu(convolved(config, weights.first, images, 2, mode));
    x = torch::max_pool2d(x, 3, 2, 1);
    for (const TorchvisionBlock& block : weights.blocks)
        x = through_block(config, block, x, mode);
    return torch::linear(x.mean({2, 3}), weights.fc_weight, weights.fc_bias);
}

LoadedTorchvision load_torchvision(const std::string& folder)
{
    LoadedTorchvision loaded;
    loaded.weights.config = read_torchvision_config(folder);
    loaded.hash = load_net_tensors(folder, torchvision_config_text(loaded.weights.config),
                                   [&loaded](const VisitImageTensor& visit) { visit_tensors(loaded.weights, visit); });
    return loaded;
}

}  // namespace ttt
