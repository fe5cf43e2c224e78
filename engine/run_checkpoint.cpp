#include "engine/run_checkpoint.h"

#include "engine/files/file_path.h"
#include "engine/machine/device.h"
#include "engine/records/error.h"
#include "engine/run_choices.h"
#include "engine/run_document.h"

namespace ttt {
namespace {

torch::ScalarType dtype_of(const RunConfig& config)
{
    return config.dtype == Dtype::bf16 ? torch::kBFloat16 : torch::kFloat32;
}

void check_vocabulary(const ModelConfig& config, const std::string& model)
{
    if (config.vocab_size < top_k)
        throw Error("The model '" + model + "' has a vocabulary of " + std::to_string(config.vocab_size) +
                    " tokens; at least " + std::to_string(top_k) + " are needed.");
}

}  // namespace

torch::Device device_of(const RunConfig& config)
{
    return torch::Device(config.device == Device::cuda ? torch::kCUDA : torch::kCPU);
}

RunCheckpoint open_model(const RunConfig& asked)
{
    check_choices(asked, {});
    device_description(asked.device.value());  // throws when it can't be used; must be asked before LibTorch is
    if (asked.model.empty())
        throw Error("No model was chosen.");
    Checkpoint checkpoint = Checkpoint::open(asked.model);
    check_vocabulary(checkpoint.config(), asked.model);
    ModelFacts facts = facts_of(checkpoint.config(), asked.model, trained_decay(checkpoint));
    RunConfig config = resolve_choices(asked, facts);
    Tokenizer tokenizer = Tokenizer::load(asked.model);
    check_tokenizer(tokenizer, checkpoint.config().vocab_size, asked.model);
    config.model = absolute_path(config.model);
    config.twin = absolute_path(config.twin);
    config.document = absolute_path(config.document);
    return {std::move(config), std::move(facts), std::move(checkpoint), std::move(tokenizer)};
}

ModelWeights load_run_weights(const RunCheckpoint& model)
{
    return load_weights(model.checkpoint, dtype_of(model.config), device_of(model.config));
}

ArmReader start_reader(const RunCheckpoint& model)
{
    return ArmReader(load_run_weights(model), model.config);
}

RunCheckpoint open_twin(const RunCheckpoint& model)
{
    Checkpoint checkpoint = Checkpoint::open(model.config.twin);
    ModelFacts facts = facts_of(checkpoint.config(), model.config.twin);
    RunCheckpoint twin{model.config, std::move(facts), std::move(checkpoint), Tokenizer::load(model.config.twin)};
    if (twin.checkpoint.config().vocab_size != model.checkpoint.config().vocab_size ||
        twin.tokenizer.hash() != model.tokenizer.hash())
        throw Error("The twin '" + model.config.twin + "' has the tokenizer of another model than '" +
                    model.config.model + "'.");
    twin.config.arms = Arms::frozen;
    twin.config.window.reset();
    return twin;
}

}  // namespace ttt
