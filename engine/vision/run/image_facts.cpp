#include "engine/vision/run/image_facts.h"

#include <algorithm>

namespace ttt {

ModelFacts facts_of(const ImageNet& net, const std::string& name)
{
    ModelFacts facts{.name = name, .kind = RunKind::images};
    for (const ImageNetTensor& tensor : net.tensors()) {
        facts.layers = std::max(facts.layers, tensor.layer + 1);
        facts.parameters += tensor.is_learned() ? tensor.tensor.numel() : 0;
    }
    facts.classes = net.classes();
    facts.batch_norm = net.has_batch_norm();
    facts.rotations = net.resnet() && net.resnet()->config.rotation;
    facts.filling_in = net.mae() != nullptr;
    return facts;
}

ImageMethodOptions image_options_of(const RunConfig& resolved)
{
    return {.lr = resolved.lr.value_or(0),
            .momentum = resolved.momentum.value_or(0),
            .steps = resolved.steps,
            .views = resolved.views,
            .alpha = resolved.alpha.value_or(0),
            .entropy_margin = resolved.entropy_margin.value_or(0),
            .redundancy_margin = resolved.redundancy_margin.value_or(0),
            .fisher_weight = resolved.fisher_weight.value_or(0),
            .fisher_images = resolved.fisher_images,
            .sharpness = resolved.sharpness.value_or(0),
            .reset_below = resolved.reset_below.value_or(0),
            .restore = resolved.restore.value_or(0),
            .teacher_decay = resolved.teacher_decay.value_or(0),
            .confidence_below = resolved.confidence_below.value_or(0),
            .source_prior = resolved.source_prior.value_or(0),
            .reset_every = resolved.reset_every,
            .uses_adam = resolved.optimizer == Optimizer::adam,
            .as_published = resolved.as_published.value_or(false),
            .scores_before = resolved.scored == Scored::before,
            .seed = resolved.seed};
}

}  // namespace ttt
