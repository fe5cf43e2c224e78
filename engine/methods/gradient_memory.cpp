#include "engine/methods/gradient_memory.h"

#include "engine/machine/device.h"
#include "engine/methods/learned_tensors.h"
#include "engine/methods/lora.h"
#include "engine/model/mixer.h"
#include "engine/probes/logit_blocks.h"
#include "engine/records/error.h"
#include "engine/records/methods.h"
#include "engine/ttt/arm_reader.h"

#include <c10/core/CachingDeviceAllocator.h>

#include <algorithm>

namespace ttt {
namespace {

constexpr std::int64_t wide = 4;          // bytes of an f32
constexpr std::int64_t logit_copies = 4;  // logits, their softmax, its gradient, one on the way

/// Parameters that learn, and the lowest layer that holds one (layer_count: none does).
struct Learned {
    std::int64_t count = 0;
    std::int64_t lowest = 0;
};

void add(Learned& learned, std::int64_t count, std::int64_t layer)
{
    learned.count += count;
    learned.lowest = std::min(learned.lowest, layer);
}

Learned learned_by_lora(const RunConfig& config, const ModelConfig& model)
{
    Learned learned{.count = 0, .lowest = model.layer_count};
    const LoraPlaces places = lora_places(config.parameters);
    for (const TensorSpec& tensor : tensor_specs(model))
        if (is_adapted(tensor, places, config.fast_layers))
            add(learned, *config.rank * (tensor.shape[0] + tensor.shape[1]), tensor.layer);
    if (places.head)
        learned.count += *config.rank * (model.vocab_size + model.hidden_size);
    return learned;
}

Learned learned_directly(const RunConfig& config, const ModelConfig& model)
{
    Learned learned{.count = 0, .lowest = model.layer_count};
    for (const TensorSpec& tensor : tensor_specs(model))
        if (is_learned(tensor, learned_part(config), learning_layers(config, model), model))
            add(learned, static_cast<std::int64_t>(count_of_numbers(tensor)),
                tensor.role == TensorRole::embedding ? 0 : tensor.layer);
    return learned;
}

/// Sum, what is read of it, a delta and the one before.
std::int64_t fast_weights_bytes(const RunConfig& config, const ModelConfig& model)
{
    constexpr std::int64_t copies = 4;
    const auto layers = static_cast<std::int64_t>(config.fast_layers.size());
    return copies * wide * layers * model.hidden_size * model.intermediate_size;
}

void add_reading(GradientMemory& memory, const RunConfig& config, const ModelConfig& model, std::int64_t tokens,
                 std::int64_t lowest)
{
    const std::int64_t narrow = config.dtype == Dtype::bf16 ? 2 : wide;
    const std::int64_t arms = config.arms == Arms::paired ? 2 : 1;
    const std::int64_t per_token = 6 * model.hidden_size + 4 * model.intermediate_size;
    const MixerReading reading{.tokens = config.segment, .earlier = tokens, .is_on_gpu = config.device == Device::cuda};
    for (std::int64_t layer = 0; layer < model.layer_count; ++layer) {
        const MixerMemory mixer = mixer_memory(new_mixer(model, layer), model, layer, reading);
        memory.caches += narrow * arms * mixer.state;
        if (layer >= lowest)
            memory.activations += narrow * (config.segment * per_token + mixer.activations);
    }
}

bool stays_packed(const RunConfig& config, const ModelConfig& model)
{
    return model.packed_bytes > 0 && config.device != Device::cuda;
}

}  // namespace

GradientMemory memory_needed(const RunConfig& config, const ModelConfig& model, std::int64_t parameters,
                             std::int64_t tokens)
{
    const bool is_bf16 = config.dtype == Dtype::bf16;
    const bool has_adapters = is_lora(config);
    const std::int64_t narrow = is_bf16 ? 2 : wide;
    GradientMemory memory{.weights = stays_packed(config, model) ? model.packed_bytes : narrow * parameters};
    Learned learned{.count = 0, .lowest = model.layer_count};
    if (config.arms != Arms::frozen) {
        learned = has_adapters ? learned_by_lora(config, model) : learned_directly(config, model);
        const std::int64_t copies = learned.count * (is_bf16 && !has_adapters ? wide + narrow : wide);
        memory.learned = copies;
        const bool keeps_two =
            config.device == Device::cuda && config.optimizer == Optimizer::rms;  // recorded_segment.h
        memory.gradients = keeps_two ? 2 * copies : copies;
        memory.optimizer = learned.count * (config.optimizer == Optimizer::rms    ? wide
                                            : config.optimizer == Optimizer::adam ? 2 * wide
                                                                                  : 0);
        memory.previous = config.probes && !has_adapters ? learned.count * wide : 0;
        if (has_fast_weights(config))
            memory.learned += fast_weights_bytes(config, model);
        if (has_adapters && lora_places(config.parameters).head)
            memory.learned += narrow * model.vocab_size * model.hidden_size;  // the head with its product added
    }
    const std::int64_t room = default_logit_bytes * (config.device == Device::cuda ? gpu_blocks : 1);
    memory.logits = logit_copies * std::min(room, wide * model.vocab_size * config.segment);
    add_reading(memory, config, with_window(model, config), tokens, learned.lowest);
    return memory;
}

std::string parts_in_words(const GradientMemory& needed)
{
    return "weights " + in_gib(needed.weights) + ", copies that learn " + in_gib(needed.learned) + ", gradients " +
           in_gib(needed.gradients) + ", optimizer " + in_gib(needed.optimizer + needed.previous) + ", reading " +
           in_gib(needed.activations + needed.logits + needed.caches);
}

void check_memory(const GradientMemory& needed, std::optional<std::int64_t> free, const RunConfig& config)
{
    if (!free || needed.total() <= *free)
        return;
    throw Error("The method " + config.method + " needs " + in_gib(needed.total()) + " of memory here (" +
                parts_in_words(needed) + "), and " + in_gib(*free) +
                " are free; let fewer parameters learn (norms, down or LoRA), shorten the segment, or choose a smaller "
                "model.");
}

}  // namespace ttt
