// What an empty field stands for: what was trained, or what the method takes by itself.
#include "views/forms/field_text.h"
#include "views/forms/run_fields.h"
#include "views/number_text.h"
#include "views/tables/log_words.h"

#include <QCoreApplication>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunForm)
};

QString off_or(const std::optional<double>& value)
{
    return value.value_or(0) > 0 ? number_text(*value) : Words::tr("off");
}

QString trained_value(const QString& key, const ModelFacts& model)
{
    if (key == u"fast_layers")
        return list_text(model.fast_layers);
    if (key == u"chunk")
        return model.chunk > 0 ? grouped(model.chunk) : QString();
    if (key == u"inner_lr")
        return rates_text(model.inner_lr);
    if (key == u"decay")
        return model.decay.empty() ? QStringLiteral("1") : rates_text(model.decay);
    if (key == u"relative_cap")
        return off_or(model.cap);
    if (key == u"clip")
        return off_or(model.clip);
    if (key == u"window" && model.window)
        return *model.window == 0 ? Words::tr("full") : grouped(*model.window);
    return {};
}

/// The choice of a list that the method takes by itself, in its words.
QString own_choice(const RunField& field, const QString& value)
{
    for (const FieldChoice& choice : field.choices)
        if (choice.value == value && !value.isEmpty())
            return Words::tr("%1 (default)").arg(choice.words);
    return field.choices.front().words;
}

QString gradient_placeholder(const RunField& field, const RunConfig& config, const ModelFacts& model)
{
    if (field.key == u"fast_layers")
        return Words::tr("all");
    RunConfig known = config;
    if (field.key == u"optimizer")
        known.optimizer.clear();  // what the list's first line stands for, whichever is chosen
    const RunConfig* own = own_choices(model, known);
    const QString value = own ? field_text(*own, field.key) : QString();
    if (!field.choices.empty())
        return own_choice(field, value);
    const bool is_text = field.key == u"statistics";
    if (own && (is_text ? own->optimizer != "rms" : value.isEmpty()))
        return Words::tr("not with %1").arg(QString::fromStdString(own->optimizer).toUpper());
    if (is_text)
        return Words::tr("first tokens");
    if (value.isEmpty())
        return Words::tr("the method’s own");
    return field.unit.isEmpty() ? value : QStringLiteral("%1 %2").arg(value, field.unit);
}

}  // namespace

QString placeholder(const RunField& field, const RunConfig& config, const ModelFacts& model)
{
    if (!field.methods.isEmpty() && !is_of_fast_weights(field))
        return gradient_placeholder(field, config, model);
    if (!field.choices.empty())
        return {};
    if (field.key == u"tokens")
        return Words::tr("whole document");
    if (field.key == u"perplexity_window")
        return Words::tr("%1 tokens").arg(grouped(RunConfig().perplexity_window));
    if (field.key == u"seed")
        return QStringLiteral("0");
    if (field.key == u"target_scale")
        return QStringLiteral("1");
    const QString value = model.name.isEmpty() ? QString() : trained_value(field.key, model);
    if (value.isEmpty())
        return Words::tr("as trained");
    const bool has_unit = !field.unit.isEmpty() && value.front().isDigit();
    return has_unit ? QStringLiteral("%1 %2").arg(value, field.unit) : value;
}

}  // namespace ttt
