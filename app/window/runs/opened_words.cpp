#include "app/window/runs/opened_words.h"

#include "app/format.h"
#include "engine/machine/device.h"
#include "engine/methods/gradient_memory.h"
#include "engine/records/methods.h"
#include "engine/records/settings/method_sense.h"
#include "engine/records/settings/problems.h"
#include "engine/records/settings/resolve.h"
#include "engine/run_choices.h"
#include "views/number_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(OpenedWords)
};

/// Why the form starts with another method than usual.
QString why_gradients(const RunConfig& asked, const ModelFacts& facts)
{
    if (facts.name.empty() || facts.has_trained_target || has_fast_weights(asked))
        return {};
    return Words::tr(
               "No TTT parameters were trained in %1, so In-Place TTT would change nothing; it learns by gradients, as "
               "any checkpoint can. ")
        .arg(QString::fromStdString(facts.name));
}

/// A line for each method: whether it makes sense, why, and a first rate.
QString method_words(const ModelFacts& facts)
{
    QString words;
    for (const MethodSense& sense : methods_for(facts))
        words += Words::tr("\n%1: %2, %3.")
                     .arg(QString::fromUtf8(sense.method->title),
                          sense.makes_sense ? Words::tr("yes") : Words::tr("no"), QString::fromStdString(sense.why));
    return words;
}

QString words_of_text_model(const ModelFacts& facts)
{
    QStringList fast;
    for (const std::int64_t layer : facts.fast_layers)
        fast.append(QString::number(layer));
    return Words::tr("%1: %2 parameters, %3 layers, fast layers %4, attention window %5, vocabulary %6.")
               .arg(QString::fromStdString(facts.name), grouped(facts.parameters), grouped(facts.layers),
                    fast.isEmpty() ? Words::tr("none") : fast.join(QStringLiteral(", ")),
                    !facts.window        ? Words::tr("by layer")
                    : *facts.window == 0 ? Words::tr("full")
                                         : grouped(*facts.window),
                    grouped(facts.vocabulary)) +
           method_words(facts);
}

/// "28 × 28, grey"
QString shape_words(const ImageShape& shape)
{
    return Words::tr("%1 × %2, %3")
        .arg(shape.height)
        .arg(shape.width)
        .arg(shape.channels == 1 ? Words::tr("grey") : Words::tr("in colour"));
}

/// What it is, and which methods it lacks something for.
QString words_of_net(const ImageNetInfo& net)
{
    const ModelFacts& facts = net.facts;
    QString words = Words::tr("%1: %2 parameters, %3 classes, images of %4.")
                        .arg(QString::fromStdString(facts.name), grouped(facts.parameters), grouped(facts.classes),
                             shape_words(net.shape));
    for (const MethodInfo& method : methods_of(RunKind::images)) {
        RunConfig config;
        config.method = method.key;
        if (const std::string problem = first_problem(config, {.model = &facts}); !problem.empty())
            words += u'\n' + QString::fromStdString(problem);
    }
    return words;
}

}  // namespace

ModelFacts opened_facts(const OpenedModel& model)
{
    if (model.kind == RunKind::images) {
        ModelFacts facts = model.net.facts;
        facts.name = file_name(model.directory);
        facts.kind = model.kind;
        facts.problem = model.problem;
        return facts;
    }
    ModelFacts facts = facts_of(model.info.config, file_name(model.directory), model.info.decay);
    facts.parameters = model.info.parameter_count;
    facts.twin = model.twin;
    facts.problem = model.problem;
    return facts;
}

QString words_of(const OpenedModel& model)
{
    return model.kind == RunKind::images ? words_of_net(model.net) : words_of_text_model(opened_facts(model));
}

QString name_of(const OpenedImageSet& images)
{
    return QString::fromStdString(file_name(images.choice.images));
}

QString words_of(const OpenedImageSet& images)
{
    const QString classes = images.classes > 0 ? Words::tr("%1 classes").arg(grouped(images.classes))
                                               : Words::tr("classes not known, so there is no error to show");
    QString words =
        Words::tr("%1: %2 images of %3, %4.")
            .arg(QString::fromStdString(images.source), grouped(images.count), shape_words(images.shape), classes);
    for (const std::string& line : {images.choice.images, images.choice.labels})
        if (line.find('/') != std::string::npos)
            words += u'\n' + QString::fromStdString(line);
    for (const std::string& remark : images.remarks)
        words += u'\n' + QString::fromStdString(remark);
    return words;
}

MemoryWords memory_words(const std::optional<RunConfig>& asked, const OpenedModel& opened,
                         const OpenedDocument& document)
{
    const auto length = static_cast<std::int64_t>(document.record.token_ids.size());
    if (!asked || !learns_by_gradients(*asked) || asked->arms == Arms::frozen || length == 0)
        return {};
    const GradientMemory needed =
        memory_needed(resolved(*asked, opened_facts(opened)), opened.info.config, opened.info.parameter_count,
                      asked->tokens > 0 ? std::min(asked->tokens, length) : length);
    const std::int64_t free =
        asked->device == Device::cpu ? free_memory(Device::cpu).value_or(0) : 0;  // 0: nobody says
    const QString total = QString::fromStdString(in_gib(needed.total()));
    const QString why = why_gradients(*asked, opened_facts(opened));
    const QString words =
        free > 0 ? Words::tr("Needs about %1 of memory; %2 are free.").arg(total, QString::fromStdString(in_gib(free)))
                 : Words::tr("Needs about %1 of memory.").arg(total);
    return {why + words, QString::fromStdString(parts_in_words(needed)), free > 0 && needed.total() > free};
}

}  // namespace ttt
