#include "engine/method_registry.h"

#include "engine/machine/device.h"
#include "engine/methods/gradient_memory.h"
#include "engine/methods/gradient_methods.h"
#include "engine/methods/in_place.h"
#include "engine/records/error.h"
#include "engine/records/methods.h"
#include "engine/run_document.h"

namespace ttt {
namespace {

/// i64 [n] of the text whose gradients rms measures.
torch::Tensor statistics_ids(const RunCheckpoint& model)
{
    const RunConfig& config = model.config;
    RunConfig of_text = config;
    of_text.document = config.statistics;
    of_text.tokens = config.statistics_tokens;
    of_text.encoding.clear();
    const DocumentRecord text = read_document(of_text, model.tokenizer).record;
    check_tokens(text, model.tokenizer, model.checkpoint.config());
    const std::vector<std::int32_t>& ids = text.token_ids;
    const auto count = static_cast<std::int64_t>(ids.size());
    if (count <= config.segment)
        throw Error("The text for statistics '" + config.statistics + "' has " + std::to_string(count) +
                    " tokens; more than one segment of " + std::to_string(config.segment) + " is needed.");
    return torch::tensor(at::ArrayRef<std::int32_t>(ids), torch::kInt)
        .to(torch::TensorOptions(device_of(config)).dtype(torch::kLong));
}

std::unique_ptr<Method> make_gradient_method(const RunCheckpoint& model, std::int64_t tokens)
{
    const RunConfig& config = model.config;
    check_memory(memory_needed(config, model.checkpoint.config(), model.checkpoint.parameter_count(), tokens),
                 free_memory(config.device.value()), config);
    const bool measures = !config.statistics.empty() && config.arms != Arms::frozen;
    const torch::Tensor text = measures ? statistics_ids(model) : torch::Tensor();
    auto method = start_gradient_method(load_run_weights(model), config);
    if (measures)
        method->measure_statistics(text);
    return method;
}

}  // namespace

std::unique_ptr<Method> make_method(const RunCheckpoint& model, std::span<const RunStretch> before, std::int64_t tokens)
{
    if (before.empty())
        return make_method(model, tokens);
    RunCheckpoint first = model;
    first.config = before.front().config;
    first.config.statistics = model.config.statistics;
    std::unique_ptr<Method> method = make_method(first, tokens);
    for (std::size_t index = 0; index < before.size(); ++index)
        method->change_at(before[index].steps, index + 1 < before.size() ? before[index + 1].config : model.config);
    return method;
}

std::unique_ptr<Method> make_method(const RunCheckpoint& model, std::int64_t tokens)
{
    if (learns_by_gradients(model.config))
        return make_gradient_method(model, tokens);
    return std::make_unique<InPlace>(load_run_weights(model), model.config);
}

}  // namespace ttt
