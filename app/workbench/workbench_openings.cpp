// What is opened: documents, images, models, and how they go together.
#include "app/places.h"
#include "app/workbench/run_estimate.h"
#include "app/workbench/stream_check.h"
#include "app/workbench/workbench.h"
#include "engine/records/error.h"
#include "engine/records/file_name.h"
#include "engine/records/settings/resolve.h"
#include "engine/records/settings/setting_words.h"

#include <utility>

namespace ttt {

void Workbench::connect_openings()
{
    connect(&models_, &ModelOpener::taken, &documents_, &DocumentOpener::reread);
    connect(&models_, &ModelOpener::taken, this, &Workbench::on_model);
    connect(&models_, &ModelOpener::answered, this, &Workbench::tell_lab);
    connect(&images_, &ImageOpener::taken, this, &Workbench::on_images);
    connect(&images_, &ImageOpener::refused, this, [this](const QString& problem) {
        asked_input_ = input_;
        Q_EMIT refused(tr("The images can't be opened"), problem);
    });
    connect(&models_, &ModelOpener::refused, this,
            [this](const QString& problem) { Q_EMIT refused(tr("The model can't be opened"), problem); });
    connect(&documents_, &DocumentOpener::taken, this, [this] {
        if (asked_input_ == RunKind::document && document().problem.empty())
            set_input(RunKind::document);
    });
    connect(&documents_, &DocumentOpener::answered, this, &Workbench::on_document);
    connect(&documents_, &DocumentOpener::refused, this,
            [this](const QString& problem) { Q_EMIT refused(tr("The document can't be opened"), problem); });
    connect(&setup_, &RunSetup::changed, this, &Workbench::on_setup);
    connect(&models_, &ModelOpener::answered, this, &Workbench::on_answered);
    connect(&documents_, &DocumentOpener::answered, this, &Workbench::on_answered);
    connect(&images_, &ImageOpener::answered, this, &Workbench::on_answered);
}

QString Workbench::model_problem() const
{
    const OpenedModel& open = model();
    if (!open.problem.empty() || !models_.has_one())
        return QString::fromStdString(open.problem);
    if (open.kind == RunKind::images && input_ == RunKind::images)
        return QString::fromStdString(net_problem(open.net, image_set().to_read()));
    if (open.kind == input_ || models_.is_reading())
        return {};
    const QString name = QString::fromStdString(file_name(open.directory));
    return input_ == RunKind::images
               ? tr("The model %1 reads text, and images are open: choose a net for images, or open a document.")
                     .arg(name)
               : tr("The net %1 tells images apart, and a document is open: open images, or a language model.")
                     .arg(name);
}

bool Workbench::is_opening() const
{
    const bool reads_document = document().path.empty() && !documents_.wanted().isEmpty();
    if (input_ == RunKind::images || asked_input_ == RunKind::images)
        return models_.is_reading() || images_.is_reading();
    return (!models_.has_one() && models_.is_reading()) || reads_document;
}

void Workbench::open_document(const QString& path)
{
    preview_wanted_ = true;
    asked_input_ = RunKind::document;
    if (model().kind == RunKind::images && !models_.is_reading())
        open_language_model();
    documents_.open(path);
}

void Workbench::open_language_model()
{
    try {
        models_.open(language_model_.isEmpty() ? QString::fromStdString(shipped_model()) : language_model_);
    } catch (const Error& error) {
        Q_EMIT refused(tr("The model can't be opened"), QString::fromUtf8(error.what()));
    }
}

void Workbench::open_images(const ImagesChoice& choice)
{
    preview_wanted_ = true;
    asked_input_ = RunKind::images;
    images_.open(choice);
}

void Workbench::open_model(const QString& directory)
{
    const std::string path = absolute_path(directory.toStdString());
    fitted_net_ = path == fitting_net() ? path : std::string();
    models_.open(directory);
}

/// The shipped one for the method; empty: nothing is shipped here.
std::string Workbench::fitting_net() const
{
    try {
        return absolute_path(shipped_net(setup_.method()));
    } catch (const Error&) {
        return {};
    }
}

/// A run that goes on is not disturbed.
void Workbench::preview()
{
    if (controller_.activity() != Activity::idle)
        return;
    input_ == RunKind::images ? preview_images() : preview_text();
    on_run_shown();
}

void Workbench::preview_text()
{
    const DocumentRecord& text = document().record;
    RunHeader header;
    header.item_count = static_cast<std::int64_t>(text.token_ids.size());
    header.input_hash = text.hash;
    header.remarks = document().remarks;
    header.config.chunk = expected_chunk(setup_.config(), model().info.config);
    header.config.tokens = header.item_count;
    header.step_count = (header.item_count + header.config.chunk - 1) / header.config.chunk;
    run_.start(header, text);
}

/// As long as their stream will be.
void Workbench::preview_images()
{
    const OpenedImageSet& set = image_set();
    const RunConfig config = setup_.config().value_or(RunConfig());
    RunHeader header;
    header.kind = images_kind;
    header.config.images = set.choice.images;
    header.config.labels = set.choice.labels;
    header.item_count = stream_length(config, set).value_or(set.count);
    header.step_items = kind_of(config) == RunKind::images ? resolved(config, {}).batch : header.item_count;
    header.step_count = (header.item_count + header.step_items - 1) / header.step_items;
    header.input_hash = set.hash;
    header.remarks = set.remarks;
    run_.start(header, ImageSetRecord{.hash = set.hash,
                                      .name = set.source,
                                      .height = set.shape.height,
                                      .width = set.shape.width,
                                      .channels = set.shape.channels,
                                      .count = set.count,
                                      .class_names = set.class_names,
                                      .pixels = {},
                                      .shifts = {}});
}

/// What a person opened for images is kept for them, and so is what reads documents.
void Workbench::on_model()
{
    if (!model().problem.empty())
        return;
    if (model().kind == RunKind::document)
        language_model_ = QString::fromStdString(model().directory);
    else
        chosen_net_ = model().directory == fitted_net_ ? std::string() : model().directory;
}

void Workbench::set_input(RunKind kind)
{
    if (std::exchange(input_, kind) != kind)
        Q_EMIT input_changed();
}

/// A document that is read anew since the model is another one is not asked for any more once images are.
void Workbench::on_document()
{
    if (asked_input_ != RunKind::document)
        return;
    asked_input_ = input_;
    const bool is_good = document().problem.empty() && input_ == RunKind::document;
    preview_wanted_ = preview_wanted_ && is_good;
    if (is_good && (std::exchange(preview_wanted_, false) || run_.empty()))
        preview();
    fit_net();
}

void Workbench::on_images()
{
    if (asked_input_ != RunKind::images)
        return;
    set_input(RunKind::images);
    if (std::exchange(preview_wanted_, false) || run_.empty())
        preview();
    fit_net();
}

/// Whoever waits for all of it hears once.
void Workbench::on_answered()
{
    Q_EMIT possible_changed();
    if (!is_opening())
        Q_EMIT opened();
}

/// Without a choice of a person the net follows the method.
void Workbench::fit_net()
{
    if (input_ != RunKind::images || asked_input_ != RunKind::images)
        return;
    const std::string directory = chosen_net_.empty() ? fitting_net() : chosen_net_;
    if (directory.empty() || models_.wanted().toStdString() == directory)
        return;
    if (chosen_net_.empty())
        fitted_net_ = directory;
    models_.open(QString::fromStdString(directory));
}

/// Cheap: a form calls it at every letter.
void Workbench::on_setup()
{
    input_ == RunKind::document ? on_document_setup() : on_image_setup();
    fit_net();
    tell_lab();
    Q_EMIT possible_changed();
}

/// Another stream of images that were not run yet.
void Workbench::on_image_setup()
{
    const std::optional<RunConfig>& config = setup_.config();
    if (!config || !run_.empty() || !image_set().is_good())
        return;
    const std::int64_t length = stream_length(*config, image_set()).value_or(0);
    const std::int64_t batch = resolved(*config, {}).batch;
    if (length > 0 && (run_.header().item_count != length || run_.header().step_items != batch))
        preview();
}

/// With another encoding, or without its start token, the document has other tokens; other settings make other chunks
/// of a text that was not run yet.
void Workbench::on_document_setup()
{
    const RunConfig choices = setup_.config().value_or(RunConfig());
    if (documents_.choose(choices)) {
        preview_wanted_ = run_.header().run_id.empty();
        documents_.reread();
    }
    const std::int64_t chunk = expected_chunk(setup_.config(), model().info.config);
    if (setup_.config() && run_.empty() && run_.header().item_count > 0 && run_.header().config.chunk != chunk)
        preview();
}

void Workbench::use_shown_settings()
{
    const RunConfig asked = as_asked(run_.header().config);
    const RunKind kind = kind_of(asked);
    const ImagesChoice images{.images = asked.images, .labels = asked.labels};
    if (kind == RunKind::images && !(input_ == kind && image_set().choice == images))
        open_images(images);
    if (kind == RunKind::document && input_ != kind)
        open_document(QString::fromStdString(asked.document));
    if (kind == RunKind::images && asked.model != model().directory)
        open_model(QString::fromStdString(asked.model));
    preview_wanted_ = false;  // the run stays in the views
    setup_.propose(asked);
}

}  // namespace ttt
