// The fields of the methods that learn by gradients: dynamic evaluation, alone or with fast weights, and LoRA.
#include "views/forms/run_fields.h"

#include <QCoreApplication>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunForm)
};

QStringList dynamic()
{
    return {QStringLiteral("dynamic-evaluation"), QStringLiteral("in-place+dynamic-evaluation")};
}

/// Beside fast weights these are the chunk's and the fast layers' fields.
QStringList by_gradients_alone()
{
    return {QStringLiteral("dynamic-evaluation"), QStringLiteral("lora")};
}

QStringList lora()
{
    return {QStringLiteral("lora")};
}

RunField learned(const char* key, const QStringList& methods, const QString& label, const QString& help,
                 std::vector<FieldChoice> choices = {})
{
    return {.key = QLatin1String(key),
            .name = QLatin1String(key),
            .methods = methods,
            .label = label,
            .unit = {},
            .help = help,
            .is_rare = false,
            .is_wide = false,
            .is_rule = true,
            .choices = std::move(choices)};
}

/// LoRA's own meaning of a key that dynamic evaluation has too.
RunField of_lora(RunField field)
{
    field.methods = lora();
    field.name += QStringLiteral("_lora");
    return field;
}

RunField in_tokens(RunField field)
{
    field.unit = Words::tr("tokens");
    return field;
}

RunField rare(RunField field)
{
    field.is_rare = true;
    return field;
}

FieldChoice own()
{
    return {QString(), Words::tr("the method’s own")};
}

FieldChoice sgd()
{
    return {QStringLiteral("sgd"), Words::tr("SGD")};
}

void add_optimizers(std::vector<RunField>& fields)
{
    fields.push_back(
        learned("optimizer", dynamic(), Words::tr("Optimizer"),
                Words::tr("SGD: θ ← θ − lr g. RMS: θ ← θ − lr g / (R + ε) + λ min(R / mean R, 1 / λ) (θ₀ − θ), "
                          "R the root mean square of earlier gradients (1709.07432). Default: the "
                          "method's own."),
                {own(), sgd(), {QStringLiteral("rms"), Words::tr("RMS")}}));
    fields.push_back(
        of_lora(learned("optimizer", lora(), Words::tr("Optimizer"),
                        Words::tr("SGD: θ ← θ − lr g. Adam: θ ← θ − lr m / (√v + ε), m and v running means of g and "
                                  "g² (1412.6980). Default: the method’s own."),
                        {own(), sgd(), {QStringLiteral("adam"), Words::tr("Adam")}})));
}

void add_parameters(std::vector<RunField>& fields)
{
    fields.push_back(
        learned("parameters", dynamic(), Words::tr("What learns"),
                Words::tr("All weights, the MLP down-projections alone, or the norms alone: θ ← θ − lr g of "
                          "these, the others stay. Default: the method’s own."),
                {own(),
                 {QStringLiteral("all"), Words::tr("all")},
                 {QStringLiteral("down"), Words::tr("down")},
                 {QStringLiteral("norms"), Words::tr("norms")}}));
    fields.push_back(of_lora(
        learned("parameters", lora(), Words::tr("What learns"),
                Words::tr("Matrices that get a product, W = W₀ + α/r B A: some of q, v, down and head, parted by "
                          "commas. Empty: the method’s own."))));
}

}  // namespace

void add_gradient_fields(std::vector<RunField>& fields)
{
    const QStringList any = dynamic() + lora();
    fields.push_back(
        in_tokens(learned("segment", by_gradients_alone(), Words::tr("Segment"),
                          Words::tr("Tokens that are scored with the weights as they are, then learned from: "
                                    "the gradient of their mean NLL. Empty: the method’s own."))));
    fields.back().is_rule = false;  // the frozen arm is read in segments, too
    fields.push_back(learned("lr", any, Words::tr("Rate lr"),
                             Words::tr("Learning rate of a gradient step: θ ← θ − lr g. 0 learns nothing. Empty: the "
                                       "method's own.")));
    add_optimizers(fields);
    add_parameters(fields);
    fields.push_back(
        learned("rank", lora(), Words::tr("Rank r"),
                Words::tr("Of what is added to a matrix, α/r B A with B [out, r] and A [r, in]. Empty: the "
                          "method's own.")));
    fields.push_back(learned("alpha", lora(), Words::tr("Scale α"),
                             Words::tr("What is added counts α / r: W = W₀ + α/r B A. Empty: the method’s own.")));
    fields.push_back(learned("steps", lora(), Words::tr("Steps"),
                             Words::tr("Gradient steps on each segment, all after it was scored: θ ← θ − lr g, so many "
                                       "times. Empty: the method’s own.")));
}

void add_rare_gradient_fields(std::vector<RunField>& fields)
{
    RunField layers = learned("fast_layers", by_gradients_alone(), Words::tr("Layers"),
                              Words::tr("Layers that learn, counted from 0, parted by commas. Empty: all."));
    layers.name = QStringLiteral("layers");
    fields.push_back(rare(layers));
    fields.push_back(rare(learned("prior_decay", dynamic(), Words::tr("Return λ"),
                                  Words::tr("How strongly RMS pulls every weight back to what was trained: + λ min(R / "
                                            "mean R, 1 / λ) (θ₀ − θ). 0: not. Empty: the method’s own."))));
    fields.push_back(
        rare(learned("epsilon", dynamic() + lora(), Words::tr("Divisor ε"),
                     Words::tr("Keeps the divisor from 0: g / (R + ε) in RMS, m / (√v + ε) in Adam. Empty: "
                               "the method’s own."))));
    fields.push_back(rare(learned("statistics", dynamic(), Words::tr("Statistics"),
                                  Words::tr("Text file whose gradients RMS measures before it reads: R = √(mean g²). "
                                            "Empty: the first tokens of the document, which are then only scored."))));
    fields.push_back(rare(
        in_tokens(learned("statistics_tokens", dynamic(), Words::tr("Measured over"),
                          Words::tr("So many tokens of the statistics’ text give R = √(mean g²). Empty: the method's "
                                    "own.")))));
}

}  // namespace ttt
