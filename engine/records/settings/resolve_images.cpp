#include "engine/records/settings/resolve_images.h"

#include "engine/records/settings/fill.h"
#include "engine/records/settings/settings.h"

#include <cmath>

namespace ttt {
namespace {

// The authors' numbers for CIFAR; those that stand for a share of ln C or of 1/√C are carried over to other C.
constexpr double adam_lr = 1e-3;  // TENT, EATA, CoTTA
constexpr double sar_lr = 1e-3;   // SGD
constexpr double memo_lr = 5e-3;  // SGD
constexpr double ttt_lr = 1e-3;   // SGD without momentum
constexpr double mae_lr = 5e-3;   // SGD, momentum 0.9
constexpr double usual_momentum = 0.9;
constexpr double entropy_margin = 0.4;  // of ln C
constexpr double sar_reset = 0.2;       // nats, of 1000 classes

/// A setting that the method has and nobody chose.
template <class Member, class Value>
void own(RunConfig& config, const char* key, Member member, Value value)
{
    if (find_setting(key, config.method))
        fill(config.*member, value);
}

double own_rate(const std::string& method)
{
    return method == "sar"             ? sar_lr
           : method == "memo"          ? memo_lr
           : method == "ttt-mae"       ? mae_lr
           : method.starts_with("ttt") ? ttt_lr
                                       : adam_lr;
}

/// 0.4 of ten classes, as others chose there: a cosine that even predictions (1/√C) stay below.
double own_redundancy(double classes)
{
    return std::min(1.0, 0.4 * std::sqrt(10 / classes));
}

double own_confidence(std::int64_t classes)
{
    return classes <= 10 ? 0.92 : classes <= 100 ? 0.72 : 0.1;
}

/// The contrastive task tells the views of an image from those of the others of its batch.
bool compares_images(const RunConfig& config)
{
    return config.method == "ttt-contrastive";
}

void resolve_stream(RunConfig& config)
{
    const MethodInfo* method = find_method(config.method);
    fill(config.images, std::string("fashion-mnist"));
    fill(config.stream, std::string("gaussian_noise:5,fog:5,jpeg_compression:5"));
    fill(config.order, std::string("reset-each"));
    const bool is_alone = method && method->one_by_one && !compares_images(config);
    fill(config.batch, std::int64_t{is_alone ? 10 : compares_images(config) ? 64 : 200});
}

void resolve_steps(RunConfig& config)
{
    const std::string& method = config.method;
    own(config, "lr", &RunConfig::lr, own_rate(method));
    own(config, "optimizer", &RunConfig::optimizer, method == "memo" ? Optimizer::sgd : Optimizer::adam);
    const bool has_momentum = method == "sar" || method == "ttt-mae" || config.optimizer == Optimizer::sgd;
    if (has_momentum)
        own(config, "momentum", &RunConfig::momentum, usual_momentum);
    own(config, "steps", &RunConfig::steps,
        std::int64_t{method == "ttt"               ? 10
                     : method == "ttt-contrastive" ? 10
                     : method == "ttt-mae"         ? 20
                                                   : 1});
    own(config, "scored", &RunConfig::scored, Scored::before);
    own(config, "views", &RunConfig::views,
        std::int64_t{method == "ttt-mae"           ? 128
                     : method == "ttt-contrastive" ? 2
                                                   : 32});
    own(config, "alpha", &RunConfig::alpha, 0.1);
    own(config, "source_prior", &RunConfig::source_prior, 16.0);
}

void resolve_filters(RunConfig& config, const ModelFacts& model)
{
    const auto classes = static_cast<double>(std::max<std::int64_t>(2, model.classes > 0 ? model.classes : 10));
    own(config, "entropy_margin", &RunConfig::entropy_margin, entropy_margin);
    own(config, "redundancy_margin", &RunConfig::redundancy_margin, own_redundancy(classes));
    own(config, "fisher_weight", &RunConfig::fisher_weight, 1.0);
    own(config, "fisher_images", &RunConfig::fisher_images, std::int64_t{2000});
    own(config, "sharpness", &RunConfig::sharpness, 0.05);
    own(config, "reset_below", &RunConfig::reset_below, sar_reset * std::log(classes) / std::log(1000.0));
    own(config, "reset_every", &RunConfig::reset_every, std::int64_t{1000});
    own(config, "restore", &RunConfig::restore, 0.01);
    own(config, "teacher_decay", &RunConfig::teacher_decay, 0.999);
    own(config, "confidence_below", &RunConfig::confidence_below, own_confidence(static_cast<std::int64_t>(classes)));
    own(config, "as_published", &RunConfig::as_published, false);
}

}  // namespace

RunConfig resolved_images(RunConfig config, const ModelFacts& model)
{
    resolve_stream(config);
    if (config.arms == Arms::frozen)
        return config;
    resolve_steps(config);
    resolve_filters(config, model);
    return config;
}

}  // namespace ttt
