#include "app/window/runs/form_link.h"

#include "app/format.h"
#include "app/window/runs/opened_words.h"
#include "app/window/runs/run_bar.h"
#include "app/window/runs/run_line.h"
#include "app/window/shell/shell.h"
#include "app/workbench/run_entries.h"
#include "app/workbench/run_estimate.h"
#include "app/workbench/stream_check.h"
#include "engine/records/settings/method_sense.h"
#include "engine/records/settings/resolve.h"
#include "views/forms/run_form.h"
#include "views/number_text.h"

#include <QFileInfo>

#include <algorithm>

namespace ttt {

FormLink::FormLink(Shell& shell, RunBar& bar) : shell_(shell), bar_(bar), form_(shell.panels().get<RunForm>())
{
    connect_form();
    connect_openings();
    QStringList shifts;
    for (const std::string& word : shift_words())
        shifts.append(QString::fromStdString(word));
    form_.set_stream_words(shifts);
    form_.set_input_check([&workbench = shell_.workbench()](std::string_view key, const RunConfig& config) {
        return stream_problem(key, config, workbench.image_set());
    });
    tell_setup();
    if (shell_.workbench().models().has_one()) {  // opened under an earlier window
        take_input();
        tell_opened();
    }
}

void FormLink::connect_form()
{
    Workbench& workbench = shell_.workbench();
    connect(&form_, &RunForm::changed, this, &FormLink::tell_setup);
    connect(&form_, &RunForm::submitted, &workbench, &Workbench::start_run);
    connect(&shell_.status().run_line(), &RunLine::use_settings, &workbench, &Workbench::use_shown_settings);
    connect(&form_, &RunForm::branch_left, &workbench, [&workbench] { workbench.branch_from(0); });
    connect(&workbench, &Workbench::branch_changed, this, &FormLink::tell_branch);
    connect(&workbench.setup(), &RunSetup::proposed, &form_, &RunForm::set_config);
    connect(&workbench.setup(), &RunSetup::changed, this, &FormLink::tell_memory);
    connect(&workbench.setup(), &RunSetup::changed, this, &FormLink::tell_estimate);
    connect(&workbench.session(), &Session::changed, this, &FormLink::tell_estimate);
    connect(&workbench.controller(), &RunController::activity_changed, &bar_, &RunBar::refresh);
    connect(&workbench.controller(), &RunController::progressed, &bar_, &RunBar::refresh);
    connect(&workbench, &Workbench::run_shown, &bar_, &RunBar::refresh);
}

void FormLink::connect_openings()
{
    Workbench& workbench = shell_.workbench();
    ModelOpener& models = workbench.models();
    DocumentOpener& documents = workbench.documents();
    connect(&models, &ModelOpener::reading, this,
            [this](const QString& directory) { bar_.set_model(QFileInfo(directory).fileName(), tr("being read …")); });
    connect(&models, &ModelOpener::taken, this, &FormLink::take_model);
    connect(&workbench, &Workbench::input_changed, this, &FormLink::take_input);
    connect(&workbench.images(), &ImageOpener::taken, this, &FormLink::tell_facts);
    connect(&workbench, &Workbench::opened, this, &FormLink::tell_facts);
    connect(&documents, &DocumentOpener::reading, this,
            [this](const QString& path) { bar_.set_input(RunKind::document, QFileInfo(path).fileName(), path); });
    connect(&workbench.images(), &ImageOpener::reading, this, [this](const QString& images) {
        bar_.set_input(RunKind::images, QFileInfo(images).fileName(), tr("being read …"));
    });
    for (const auto tell : {&FormLink::tell_opened, &FormLink::tell_memory, &FormLink::tell_estimate}) {
        connect(&models, &ModelOpener::answered, this, tell);
        connect(&documents, &DocumentOpener::answered, this, tell);
        connect(&workbench.images(), &ImageOpener::answered, this, tell);
    }
}

void FormLink::take_input()
{
    form_.set_kind(shell_.workbench().input());
    take_model();
}

/// A model of another kind, while the right one is being read, is none.
void FormLink::tell_facts()
{
    Workbench& workbench = shell_.workbench();
    const OpenedModel& model = workbench.model();
    if (!workbench.is_opening() && !workbench.controller().is_live())
        form_.set_kind(workbench.input());  // what was asked for may have been refused
    if (model.kind != form_.kind() && workbench.is_opening())
        return form_.set_model({});
    ModelFacts facts = opened_facts(model);
    facts.problem = workbench.model_problem().toStdString();
    form_.set_model(facts);
}

/// The twin of a language model reads along, where it has one.
void FormLink::take_model()
{
    const OpenedModel& model = shell_.workbench().model();
    form_.set_device({.cuda = model.cuda, .cuda_reason = model.cuda_reason});
    tell_facts();
    if (form_.kind() != RunKind::document || model.kind != RunKind::document)
        return;
    RunConfig config = form_.config().value_or(RunConfig{});
    choose_method(config, form_.model());
    config.twin = model.twin;
    config.tokens = config.tokens == 0 ? shell_.workbench().documents().limit() : config.tokens;
    form_.set_config(config);
}

/// A method that writes nothing is not what a run should start with. What a person chose stays.
void FormLink::choose_method(RunConfig& config, const ModelFacts& facts)
{
    const std::string_view first = known_methods.front().key;
    if (!facts.problem.empty())
        return;
    if (const std::string_view usual = usual_method(config, facts).key; config.method == first && usual != first)
        config.method = chosen_for_model_ = usual;
    else if (facts.has_trained_target && config.method == chosen_for_model_)
        config.method = first;
}

void FormLink::tell_setup()
{
    shell_.workbench().setup().set(form_.config(), form_.problem(), form_.method());
}

void FormLink::tell_branch()
{
    const auto& branch = shell_.workbench().branch();
    form_.set_branch(branch ? tr("The next run goes on from chunk %1 of run %2: the chunks before it are copied, and "
                                 "rates, decay, target, caps and guard may change.")
                                  .arg(grouped(branch->at), QString::fromStdString(short_id(branch->run_id)))
                            : QString());
}

void FormLink::tell_memory()
{
    Workbench& workbench = shell_.workbench();
    const MemoryWords memory = memory_words(form_.config(), workbench.model(), workbench.document());
    form_.set_memory(memory.words, memory.parts, memory.is_too_much);
}

void FormLink::tell_estimate()
{
    const std::optional<RunConfig>& asked = shell_.workbench().setup().config();
    bar_.set_estimate(asked ? estimate(*asked) : QString());
}

/// Empty: nothing is open.
QString FormLink::estimate(const RunConfig& asked) const
{
    Workbench& workbench = shell_.workbench();
    RunConfig config = asked;
    config.model = workbench.model().directory;
    RunEntry like;
    like.speed_key = speed_key(config);
    const std::optional<double> rate = measured_rate(workbench.session().runs(), like);
    if (kind_of(asked) == RunKind::images) {
        const std::optional<std::int64_t> images = stream_length(asked, workbench.image_set());
        return images ? estimate_words(images_kind, *images, resolved(asked, {}).batch, rate) : QString();
    }
    const auto length = static_cast<std::int64_t>(workbench.document().record.token_ids.size());
    if (length == 0)
        return {};
    const std::int64_t tokens = asked.tokens > 0 ? std::min(asked.tokens, length) : length;
    return estimate_words(document_kind, tokens, expected_chunk(asked, workbench.model().info.config), rate);
}

/// The bar names what the next run reads, and by what.
void FormLink::tell_opened()
{
    Workbench& workbench = shell_.workbench();
    const ModelFacts facts = opened_facts(workbench.model());
    const QString problem = QString::fromStdString(facts.problem);
    bar_.set_model(QString::fromStdString(facts.name), problem.isEmpty() ? words_of(workbench.model()) : problem);
    const OpenedImageSet& images = workbench.image_set();
    if (workbench.input() == RunKind::images)
        bar_.set_input(RunKind::images, name_of(images), words_of(images));
    else
        bar_.set_input(RunKind::document, QFileInfo(workbench.documents().wanted()).fileName(),
                       workbench.documents().wanted());
    bar_.refresh();
}

}  // namespace ttt
