#include "engine/vision/nets/joint_state.h"

#include <nlohmann/json.hpp>
#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

/// What decides the weights; the number of epochs decides the rates.
std::string fingerprint_of(const JointTraining& training, const ResNetConfig& net, const std::string& data)
{
    const nlohmann::ordered_json json{{"net", resnet_config_text(net)},
                                      {"data", data},
                                      {"epochs", training.epochs},
                                      {"batch", training.batch},
                                      {"lr", training.lr},
                                      {"momentum", training.momentum},
                                      {"weight_decay", training.weight_decay},
                                      {"seed", training.seed}};
    return json.dump();
}

}  // namespace

JointState::JointState(const JointTraining& training, ResNetWeights weights, const std::string& data,
                       torch::Device device)
    : training_(training), weights_(std::move(weights)),
      file_(training.output, "state", fingerprint_of(training, weights_.config, data))
{
    visit_tensors(weights_, [&](const ImageTensorSpec& spec, Tensor& tensor) {
        tensor = tensor.to(device);
        if (!spec.is_learned())
            return;
        tensor.requires_grad_();
        parameters_.push_back(tensor);
        momentum_.push_back(torch::zeros_like(tensor));
    });
}

void JointState::descend(double lr)
{
    const torch::NoGradGuard no_grad;
    std::vector<Tensor> gradients;
    for (Tensor& parameter : parameters_)
        gradients.push_back(parameter.grad());
    at::_fused_sgd_(parameters_, gradients, momentum_, training_.weight_decay, training_.momentum, lr, 0, false, false,
                    false);
    for (Tensor& parameter : parameters_)
        parameter.mutable_grad() = Tensor();
}

NamedTensors JointState::named_tensors() const
{
    NamedTensors named;
    ResNetWeights handles = weights_;
    visit_tensors(handles,
                  [&](const ImageTensorSpec& spec, Tensor& tensor) { named.emplace_back(spec.name, tensor.detach()); });
    for (std::size_t i = 0; i < momentum_.size(); ++i)
        named.emplace_back("momentum." + std::to_string(i), momentum_[i]);
    return named;
}

}  // namespace ttt
