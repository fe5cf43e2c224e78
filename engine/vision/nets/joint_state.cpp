#include "engine/vision/nets/joint_state.h"

#include "engine/files/atomic_file.h"
#include "engine/files/printable.h"
#include "engine/model/safetensors.h"
#include "engine/records/error.h"
#include "engine/records/parsed_number.h"
#include "engine/vision/nets/resnet_files.h"

#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include <filesystem>

namespace ttt {

namespace {

using torch::Tensor;

std::string state_path(const JointTraining& training)
{
    return training.output + "/training/state.safetensors";
}

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

std::string log_line(const JointProgress& progress)
{
    nlohmann::ordered_json json{{"epoch", progress.epoch},
                                {"loss", progress.loss},
                                {"rotation_loss", progress.rotation_loss},
                                {"lr", progress.lr},
                                {"images_per_second", progress.images_per_second}};
    if (progress.error)
        json["error"] = *progress.error;
    if (progress.rotation_error)
        json["rotation_error"] = *progress.rotation_error;
    return json.dump() + "\n";
}

std::string metadata_of(const SafetensorsFile& file, const char* key)
{
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? std::string() : found->second;
}

[[noreturn]] void refuse(const SafetensorsFile& file, const std::string& why)
{
    throw Error("The training state " + printable_path(file.path()) + " " + why +
                ". Choose another output, or delete it.");
}

}  // namespace

JointState::JointState(const JointTraining& training, ResNetWeights weights, const std::string& data,
                       torch::Device device)
    : training_(training), weights_(std::move(weights)), fingerprint_(fingerprint_of(training, weights_.config, data))
{
    make_folder(training.output + "/training");  // before an epoch has been computed for nothing
    visit_tensors(weights_, [&](const ImageTensorSpec& spec, Tensor& tensor) {
        tensor = tensor.to(device);
        if (spec.role == ImageTensorRole::statistic)
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

std::vector<std::pair<std::string, Tensor>> JointState::named_tensors() const
{
    std::vector<std::pair<std::string, Tensor>> named;
    ResNetWeights handles = weights_;
    visit_tensors(handles,
                  [&](const ImageTensorSpec& spec, Tensor& tensor) { named.emplace_back(spec.name, tensor.detach()); });
    for (std::size_t i = 0; i < momentum_.size(); ++i)
        named.emplace_back("momentum." + std::to_string(i), momentum_[i]);
    return named;
}

void JointState::finish_epoch(const JointProgress& progress)
{
    ++epochs_;
    log_ += log_line(progress);
    write_safetensors(
        state_path(training_), named_tensors(),
        {{"format", "pt"}, {"epochs", std::to_string(epochs_)}, {"settings", fingerprint_}, {"log", log_}});
    AtomicFile file(training_.output + "/training/log.jsonl");
    file.write(log_);
    file.commit();
}

bool JointState::restore()
{
    if (!std::filesystem::exists(state_path(training_)))
        return false;
    const torch::NoGradGuard no_grad;
    const SafetensorsFile file = SafetensorsFile::open(state_path(training_));
    if (metadata_of(file, "settings") != fingerprint_)
        refuse(file, "belongs to another training: net, data, epochs, batch, rate or seed were others");
    const auto epochs = parsed_number<std::int64_t>(metadata_of(file, "epochs"));
    if (!epochs || *epochs < 1 || *epochs > training_.epochs)
        refuse(file, "is damaged: it does not say how many epochs were done");
    for (auto& [name, tensor] : named_tensors()) {
        const auto entry = file.entries().find(name);
        if (entry == file.entries().end() || entry->second.shape != tensor.sizes())
            refuse(file, "is damaged: " + name + " is missing");
        tensor.copy_(file.tensor(name));
    }
    epochs_ = *epochs;
    log_ = metadata_of(file, "log");
    return true;
}

}  // namespace ttt
