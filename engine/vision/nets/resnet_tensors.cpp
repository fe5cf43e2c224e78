// Names, shapes and first values of the net's tensors.
#include "engine/vision/nets/resnet.h"

#include <torch/utils.h>

#include <cmath>

namespace ttt {

namespace {

using torch::Tensor;
using Visit = VisitImageTensor;

struct Walk {
    const ResNetConfig& config;
    const Visit& visit;

    void norm(NormWeights& norm, const std::string& name, std::int64_t channels) const
    {
        visit_norm(norm, {config.norm, config.groups}, name, channels, visit);
    }

    void group(std::vector<ResidualBlock>& blocks, const std::string& name, std::int64_t in, std::int64_t out) const
    {
        blocks.resize(static_cast<std::size_t>(config.blocks()));
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            ResidualBlock& block = blocks[i];
            const std::string place = name + "." + std::to_string(i);
            const std::int64_t from = i == 0 ? in : out;
            block.stride = from == out ? 1 : 2;
            norm(block.norm1, place + ".norm1", from);
            visit({place + ".conv1.weight", {out, from, 3, 3}, ImageTensorRole::convolution}, block.conv1);
            norm(block.norm2, place + ".norm2", out);
            visit({place + ".conv2.weight", {out, out, 3, 3}, ImageTensorRole::convolution}, block.conv2);
        }
    }

    void branch(ResNetBranch& branch, const std::string& name, std::int64_t classes) const
    {
        const std::int64_t in = config.group_width(1), out = config.group_width(2);
        group(branch.group3, name + "group3", in, out);
        norm(branch.norm, name + "norm", out);
        visit({name + "fc.weight", {classes, out}, ImageTensorRole::linear}, branch.fc_weight);
        visit({name + "fc.bias", {classes}, ImageTensorRole::linear}, branch.fc_bias);
    }
};

Tensor first_value(const ImageTensorSpec& spec, const torch::Generator& generator, std::int64_t last_width)
{
    const bool is_one = spec.name.ends_with("norm.weight") || spec.name.ends_with("norm1.weight") ||
                        spec.name.ends_with("norm2.weight") || spec.name.ends_with("running_var");
    if (spec.role == ImageTensorRole::convolution)
        return at::normal(0.0, std::sqrt(2.0 / static_cast<double>(9 * spec.shape[0])), spec.shape, generator);
    if (spec.role == ImageTensorRole::linear)
        return torch::empty(spec.shape)
            .uniform_(-1 / std::sqrt(static_cast<double>(last_width)), 1 / std::sqrt(static_cast<double>(last_width)),
                      generator);
    return is_one ? torch::ones(spec.shape) : torch::zeros(spec.shape);
}

}  // namespace

void visit_tensors(ResNetWeights& weights, const Visit& visit)
{
    const ResNetConfig& config = weights.config;
    const Walk walk{config, visit};
    visit({"conv1.weight", {config.width, config.channels, 3, 3}, ImageTensorRole::convolution}, weights.conv1);
    walk.group(weights.group1, "group1", config.width, config.group_width(0));
    walk.group(weights.group2, "group2", config.group_width(0), config.group_width(1));
    walk.branch(weights.main, "", config.classes);
    if (config.rotation)
        walk.branch(weights.rotation, "rotation.", 4);
    if (config.contrastive > 0)
        walk.branch(weights.contrastive, "contrastive.", config.contrastive);
}

ResNetWeights init_resnet(const ResNetConfig& config, std::uint64_t seed)
{
    ResNetWeights weights;
    weights.config = config;
    const torch::Generator generator = at::detail::createCPUGenerator(seed);
    std::vector<std::pair<std::string, Tensor>> drawn;
    visit_tensors(weights, [&](const ImageTensorSpec& spec, Tensor& tensor) {
        tensor = first_value(spec, generator, config.group_width(2));
        for (const auto& [name, same] : drawn)  // θs begins as a copy of group 3
            if ((spec.name == "rotation." + name || spec.name == "contrastive." + name) &&
                same.sizes() == tensor.sizes())
                tensor.copy_(same);
        drawn.emplace_back(spec.name, tensor);
    });
    return weights;
}

std::int64_t parameter_count(const ResNetWeights& weights)
{
    ResNetWeights handles = weights;
    std::int64_t count = 0;
    visit_tensors(handles, [&count](const ImageTensorSpec& spec, Tensor& tensor) {
        count += spec.role == ImageTensorRole::statistic ? 0 : tensor.numel();
    });
    return count;
}

}  // namespace ttt
