// What the methods that learn by gradients refuse: the engine's rules, told while typing.
#include "engine/records/methods.h"
#include "views/forms/run_fields.h"
#include "views/number_text.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <array>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunForm)
};

QString negative(std::optional<double> value, const QString& what)
{
    return value.value_or(0) < 0 ? Words::tr("%1 must be at least 0, not %2").arg(what, number_text(*value))
                                 : QString();
}

QString not_above_0(std::optional<double> value, const QString& what)
{
    return value.value_or(1) > 0 ? QString() : Words::tr("%1 must be above 0, not %2").arg(what, number_text(*value));
}

QString below_one(std::int64_t value, const QString& what)
{
    return value < 1 ? Words::tr("%1 %2: at least 1").arg(what).arg(value) : QString();
}

/// As chosen or the method's own; empty: not known here.
std::string optimizer_of(const RunConfig& config, const ModelFacts& model)
{
    const RunConfig* own = own_choices(model, config);
    return config.optimizer.empty() && own ? own->optimizer : config.optimizer;
}

/// Of a field that was filled in.
QString belongs_to(const char* optimizer, const RunConfig& config, const ModelFacts& model, const QString& what)
{
    const std::string used = optimizer_of(config, model);
    return used.empty() || used == optimizer ? QString()
                                             : Words::tr("%1; choose it as optimizer, or leave this empty").arg(what);
}

QString of_rms(const RunConfig& config, const ModelFacts& model)
{
    return belongs_to("rms", config, model, Words::tr("only RMS has this"));
}

QString layers_problem(const RunConfig& config, const ModelFacts& model)
{
    const auto& layers = config.fast_layers;
    for (const std::int64_t layer : layers)
        if (layer < 0 || layer >= model.layers)
            return Words::tr("layer %1: the model has layers 0 to %2").arg(layer).arg(model.layers - 1);
    if (std::adjacent_find(layers.begin(), layers.end(), std::greater_equal<>()) != layers.end())
        return Words::tr("name each layer once, in ascending order");
    return {};
}

/// Some of q, v, down, head.
QString places_problem(const RunConfig& config)
{
    static constexpr std::array known{"q", "v", "down", "head"};
    QStringList seen;
    for (const QString& part : QString::fromStdString(config.parameters).split(u',')) {
        const QString word = part.trimmed();
        if (std::none_of(known.begin(), known.end(), [&](const char* name) { return word == QLatin1String(name); }))
            return Words::tr("“%1” is none of q, v, down, head").arg(word);
        if (seen.contains(word))
            return Words::tr("“%1” stands twice").arg(word);
        seen += word;
    }
    return {};
}

QString statistics_problem(const RunConfig& config, const ModelFacts& model)
{
    const QFileInfo file(QString::fromStdString(config.statistics));
    if (const QString problem = of_rms(config, model); !problem.isEmpty())
        return problem;
    return file.isFile() ? QString() : Words::tr("there is no file %1").arg(file.filePath());
}

/// What is measured in the document is not learned from.
QString measured_problem(const RunConfig& config)
{
    if (config.tokens > 0 && config.statistics.empty() && config.statistics_tokens >= config.tokens)
        return Words::tr("all %1 tokens would only be measured; choose fewer").arg(grouped(config.tokens));
    return below_one(config.statistics_tokens, Words::tr("tokens"));
}

}  // namespace

QString gradient_problem(const QString& key, const RunConfig& config, const ModelFacts& model)
{
    if (key == u"segment")
        return below_one(config.segment, Words::tr("segment"));
    if (key == u"lr")
        return negative(config.lr, Words::tr("the rate"));
    if (key == u"parameters" && is_lora(config))
        return places_problem(config);
    if (key == u"rank")
        return below_one(config.rank.value_or(1), Words::tr("rank"));
    if (key == u"alpha")
        return not_above_0(config.alpha, Words::tr("α"));
    if (key == u"steps")
        return below_one(config.steps, Words::tr("steps"));
    if (key == u"fast_layers")
        return layers_problem(config, model);
    if (key == u"statistics")
        return statistics_problem(config, model);
    const std::string optimizer = optimizer_of(config, model);
    if (key == u"epsilon")
        return optimizer == "sgd" ? Words::tr("SGD has no divisor; leave this empty")
                                  : not_above_0(config.epsilon, Words::tr("ε"));
    if (key == u"prior_decay" || key == u"statistics_tokens") {
        if (const QString problem = of_rms(config, model); !problem.isEmpty())
            return problem;
        return key == u"prior_decay" ? negative(config.prior_decay, Words::tr("λ")) : measured_problem(config);
    }
    return {};
}

}  // namespace ttt
