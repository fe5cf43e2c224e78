// What a field refuses: the same rules as the engine's, told while typing.
#include "views/forms/field_text.h"
#include "views/forms/run_fields.h"
#include "views/number_text.h"
#include "views/tables/log_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunForm)
};

using Layers = std::vector<std::int64_t>;

const Layers& used_layers(const RunConfig& config, const ModelFacts& model)
{
    return config.fast_layers.empty() ? model.fast_layers : config.fast_layers;
}

bool is_trained_target(const RunConfig& config)
{
    return config.target.empty() || config.target == "trained";
}

QString layers_problem(const RunConfig& config, const ModelFacts& model)
{
    const Layers& layers = config.fast_layers;
    for (const std::int64_t layer : layers)
        if (layer < 0 || layer >= model.layers)
            return Words::tr("layer %1: the model has layers 0 to %2").arg(layer).arg(model.layers - 1);
    if (std::adjacent_find(layers.begin(), layers.end(), std::greater_equal<>()) != layers.end())
        return Words::tr("name each layer once, in ascending order");
    if (config.arms == "frozen")
        return {};
    if (used_layers(config, model).empty())
        return Words::tr("the model names no fast layers; choose some");
    for (const std::int64_t layer : layers)
        if (is_trained_target(config) &&
            std::find(model.fast_layers.begin(), model.fast_layers.end(), layer) == model.fast_layers.end())
            return Words::tr("layer %1 was not trained to learn; choose the target by hand").arg(layer);
    return {};
}

/// One value for all or one per layer.
QString count_problem(const std::vector<double>& values, const RunConfig& config, const ModelFacts& model)
{
    const std::size_t layers = used_layers(config, model).size();
    if (config.arms == "frozen" || values.size() <= 1 || values.size() == layers)
        return {};
    return Words::tr("%1 values for %2 fast layers: give one for all or one for each").arg(values.size()).arg(layers);
}

bool has_rate(std::int64_t layer, const ModelFacts& model)
{
    return model.inner_lr.size() == 1 ||
           (!model.inner_lr.empty() &&
            std::find(model.fast_layers.begin(), model.fast_layers.end(), layer) != model.fast_layers.end());
}

QString rate_problem(const RunConfig& config, const ModelFacts& model)
{
    for (const double rate : config.inner_lr)
        if (rate < 0)
            return Words::tr("η must be at least 0, not %1").arg(number_text(rate));
    if (config.inner_lr.empty() && config.arms != "frozen")
        for (const std::int64_t layer : used_layers(config, model))
            if (!has_rate(layer, model))
                return Words::tr("the model names no inner rate for layer %1; choose one").arg(layer);
    return count_problem(config.inner_lr, config, model);
}

QString decay_problem(const RunConfig& config, const ModelFacts& model)
{
    for (const double decay : config.decay)
        if (!(decay > 0 && decay <= 1))
            return Words::tr("γ must be in (0, 1], not %1").arg(number_text(decay));
    return count_problem(config.decay, config, model);
}

QString chunk_problem(const QString& text, const RunConfig& config, const ModelFacts& model)
{
    if (text.isEmpty())
        return model.chunk > 0 ? QString() : Words::tr("the model does not say how long a chunk is; choose it");
    return config.chunk > 0 ? QString() : Words::tr("chunk %1: at least 1 token").arg(config.chunk);
}

QString not_negative(double value, const QString& what)
{
    return value < 0 ? Words::tr("%1 must be at least 0, not %2").arg(what, number_text(value)) : QString();
}

/// Of the fields that fast weights have.
QString rule_problem(const QString& key, const QString& text, const RunConfig& config, const ModelFacts& model)
{
    if (key == u"fast_layers")
        return layers_problem(config, model);
    if (key == u"inner_lr")
        return rate_problem(config, model);
    if (key == u"decay")
        return decay_problem(config, model);
    if (key == u"chunk")
        return chunk_problem(text, config, model);
    if (key == u"relative_cap")
        return not_negative(config.relative_cap.value_or(0), Words::tr("the cap"));
    if (key == u"clip")
        return not_negative(config.clip.value_or(0), Words::tr("τ"));
    if (key == u"target_scale" && is_trained_target(config) && config.target_scale.value_or(1) != 1)
        return Words::tr("α belongs to a target set by hand");
    return {};
}

/// What no type refuses: the values themselves.
QString value_problem(const QString& key, const QString& text, const RunConfig& config, const DeviceFacts& device)
{
    if (key == u"tokens")
        return !text.isEmpty() && config.tokens < 1 ? Words::tr("tokens %1: at least 1, or empty").arg(config.tokens)
                                                    : QString();
    if (key == u"window")
        return not_negative(static_cast<double>(config.window.value_or(0)), Words::tr("the window"));
    if (key == u"perplexity_window" && config.perplexity_window < 1)
        return Words::tr("at least 1 token, not %1").arg(config.perplexity_window);
    if (key == u"device" && config.device == "cuda" && !device.cuda)
        return Words::tr("CUDA: %1").arg(device.cuda_reason.isEmpty() ? Words::tr("not here") : device.cuda_reason);
    if (key == u"twin" && !text.isEmpty() && config.twin.empty())
        return Words::tr("the model names no twin");
    return {};
}

}  // namespace

bool lacks_fast_weights(const RunConfig& config, const ModelFacts& model)
{
    const RunField* chunk = find_field(QStringLiteral("chunk"), config.method);
    return chunk && !model.name.isEmpty() && model.fast_layers.empty() && is_trained_target(config) &&
           config.arms != "frozen";
}

QString field_problem(const RunField& field, const QString& text, const RunConfig& config, const ModelFacts& model,
                      const DeviceFacts& device)
{
    const QString words = text.trimmed();
    RunConfig scratch;
    if (field.key != u"twin")
        if (const QString problem = set_field(scratch, field.key, words); !problem.isEmpty())
            return problem;
    if (model.name.isEmpty() || (field.methods.isEmpty() && field.key != u"method"))
        return model.name.isEmpty() ? QString() : value_problem(field.key, words, config, device);
    if (lacks_fast_weights(config, model))
        return field.key == u"method" ? Words::tr("conv is zero or absent: this checkpoint has no trained TTT "
                                                  "parameters; choose dynamic evaluation, or train some")
                                      : QString();  // whatever else is missing follows from that
    if (is_of_fast_weights(field))
        return rule_problem(field.key, words, config, model);
    return words.isEmpty() ? QString() : gradient_problem(field.key, config, model);
}

QString config_problem(const RunConfig& config, const ModelFacts& model, const DeviceFacts& device)
{
    for (const RunField& field : run_fields()) {
        if (!belongs(field, config.method))
            continue;
        const bool is_twin = field.key == u"twin";
        const QString text = is_twin ? QString() : field_text(config, field.key);
        if (const QString problem = field_problem(field, text, config, model, device); !problem.isEmpty())
            return field.key == u"method" ? problem : Words::tr("%1: %2").arg(field.label, problem);
    }
    return {};
}

}  // namespace ttt
