// What the form and the bar are told of an opened model, and of what a run of it would take.
#pragma once

#include "app/workbench/opened.h"
#include "app/workbench/opened_images.h"
#include "engine/records/settings/model_facts.h"

namespace ttt {

ModelFacts opened_facts(const OpenedModel& model);

/// "books-ttt: 11,577,605 parameters, 6 layers, …", "fashion-mnist-bn: 367,000 parameters, 10 classes, …"
QString words_of(const OpenedModel& model);

/// "fashion-mnist", "fog.npy"; empty: none are open.
QString name_of(const OpenedImageSet& images);
/// "Fashion-MNIST test images: 2,000 of 28 × 28, grey, 10 classes." and where they lie, for a tip.
QString words_of(const OpenedImageSet& images);

/// The line of the form on memory, and on why the method is one of gradients; without words there is nothing to say.
struct MemoryWords {
    QString words, parts;
    bool is_too_much = false;
};

/// Of a method that learns by gradients, told before Run is pressed. A GPU is not asked what is free, because that
/// would start it. Cheap.
MemoryWords memory_words(const std::optional<RunConfig>& asked, const OpenedModel& model,
                         const OpenedDocument& document);

}  // namespace ttt
