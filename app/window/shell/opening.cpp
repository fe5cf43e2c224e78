#include "app/window/shell/opening.h"

#include "app/named_images.h"
#include "app/places.h"
#include "app/window/shell/pasted_text.h"
#include "app/window/shell/shell.h"
#include "app/window/shell/shipped_files.h"
#include "engine/records/error.h"

#include <QFileInfo>
#include <QMainWindow>
#include <QMenu>
#include <QMimeData>
#include <QRegularExpression>
#include <QUrl>

namespace ttt {

namespace {

/// Where what is open lies, else what is shipped.
QString folder_of(const std::string& opened, const char* shipped)
{
    if (!opened.empty())
        return QFileInfo(QString::fromStdString(opened)).absolutePath();
    try {
        return QString::fromStdString(resources_folder() + shipped);
    } catch (const Error&) {
        return {};
    }
}

/// By its name.
bool holds_images(const QString& path)
{
    static const QRegularExpression endings(QStringLiteral("(\\.npy|\\.bin|\\.idx|-ubyte(\\.gz)?)$"));
    return endings.match(path).hasMatch();
}

/// A line for the images, and one for their labels where these lie elsewhere.
QString kept_words(const ImagesChoice& choice)
{
    const QString images = QString::fromStdString(choice.images);
    return choice.labels.empty() ? images : images + u'\n' + QString::fromStdString(choice.labels);
}

ImagesChoice choice_of(const QString& kept)
{
    return {.images = kept.section(u'\n', 0, 0).toStdString(), .labels = kept.section(u'\n', 1).toStdString()};
}

bool is_there(const ImagesChoice& choice)
{
    return is_set_name(choice.images) || QFileInfo::exists(QString::fromStdString(choice.images));
}

}  // namespace

/// For the next start and for the menus.
Opening::Opening(Shell& shell) : shell_(shell)
{
    Workbench& workbench = shell_.workbench();
    connect(&workbench.models(), &ModelOpener::answered, this, &Opening::remember_model);
    connect(&workbench.documents(), &DocumentOpener::answered, this, [this, &workbench] {
        remember(QStringLiteral("document"), workbench.document().path, workbench.document().problem);
    });
    connect(&workbench.images(), &ImageOpener::taken, this, &Opening::remember_images);
    for (const auto signal : {&Workbench::input_changed, &Workbench::opened})
        connect(&workbench, signal, this, [this, &workbench] {
            const bool is_images = workbench.input() == RunKind::images;
            shell_.workspace().set_text(QStringLiteral("input"), is_images ? QStringLiteral("images") : QString());
        });
    connect(&workbench.session(), &Session::opened, this, [this, &workbench] {
        shell_.workspace().set_text(QStringLiteral("session"), QString::fromStdString(workbench.session().path()));
    });
    connect(&workbench, &Workbench::run_shown, this, [this, &workbench] {
        shell_.workspace().set_text(QStringLiteral("run"), QString::fromStdString(workbench.run().header().run_id));
    });
}

void Opening::remember(const QString& key, const std::string& path, const std::string& problem)
{
    if (path.empty() || !problem.empty())
        return;
    shell_.workspace().add_recent(key + u's', QString::fromStdString(path));
    shell_.workspace().set_text(key, QString::fromStdString(path));
}

/// Models for documents and nets for images are kept apart; a net only where it was chosen.
void Opening::remember_model()
{
    const Workbench& workbench = shell_.workbench();
    const OpenedModel& model = workbench.model();
    if (model.kind == RunKind::document)
        return remember(QStringLiteral("model"), model.directory, model.problem);
    shell_.workspace().set_text(QStringLiteral("net"), QString::fromStdString(workbench.chosen_net()));
    if (!workbench.chosen_net().empty() && model.problem.empty())
        shell_.workspace().add_recent(QStringLiteral("nets"), QString::fromStdString(model.directory));
}

void Opening::remember_images()
{
    const ImagesChoice& choice = shell_.workbench().image_set().choice;
    if (!is_set_name(choice.images))
        shell_.workspace().add_recent(QStringLiteral("images"), kept_words(choice));
    shell_.workspace().set_text(QStringLiteral("images"), kept_words(choice));
}

void Opening::open_document(const QString& path)
{
    shell_.workbench().open_document(path);
}

void Opening::open_images(const ImagesChoice& choice)
{
    shell_.workbench().open_images(choice);
}

void Opening::open_images_at(const QString& path)
{
    ImagesChoice choice{.images = path.toStdString(), .labels = {}};
    const QFileInfo file(path);
    if (file.isFile() && !path.endsWith(QStringLiteral(".bin")))
        choice.labels = shell_.dialogs()
                            .open_file(&shell_.window(), tr("Labels of %1 (Cancel: without)").arg(file.fileName()),
                                       tr("Labels (*.npy *ubyte *ubyte.gz *.idx);;All files (*)"), file.absolutePath())
                            .toStdString();
    open_images(choice);
}

void Opening::open_model(const QString& directory)
{
    shell_.workbench().open_model(directory);
}

bool Opening::open_session(const QString& path)
{
    return shell_.guard([&] {
        const std::string file = absolute_path(path.toStdString());
        Workbench& workbench = shell_.workbench();
        workbench.controller().is_live() ? workbench.session().open_later(file) : workbench.session().open(file);
    });
}

void Opening::ask_document()
{
    const QString path = shell_.dialogs().open_file(&shell_.window(), tr("Open a document"),
                                                    tr("Text (*.txt *.md *.xz *.cpp *.h *.py);;All files (*)"),
                                                    folder_of(shell_.workbench().document().path, "/documents"));
    if (!path.isEmpty())
        open_document(path);
}

void Opening::ask_image_file()
{
    const QString path = shell_.dialogs().open_file(
        &shell_.window(), tr("Open images"),
        tr("Images in one file: .npy, CIFAR, IDX (*.npy *.bin *ubyte *ubyte.gz *.idx);;All files (*)"),
        folder_of(shell_.workbench().image_set().choice.images, "/images"));
    if (!path.isEmpty())
        open_images_at(path);
}

void Opening::ask_image_folder()
{
    const QString path = shell_.dialogs().open_folder(&shell_.window(), tr("Open a folder of pictures"),
                                                      folder_of(shell_.workbench().image_set().choice.images, ""));
    if (!path.isEmpty())
        open_images_at(path);
}

void Opening::paste_document(const QString& text)
{
    shell_.guard([&] { open_document(keep_pasted(text)); });
}

void Opening::edit_document()
{
    Workbench& workbench = shell_.workbench();
    const DocumentRecord& shown = workbench.run().document();
    const std::string& bytes = shown.bytes;
    const QString text = QString::fromStdString(bytes);
    if (bytes.empty())
        return shell_.say(tr("Open a document first: then it can be edited."));
    if (text.toStdString() != bytes)
        return shell_.say(tr("This document is not UTF-8 text, so it can't be edited here."));
    const auto edited =
        shell_.dialogs().ask_text(&shell_.window(), tr("Edit the document"),
                                  tr("The next run reads it as it stands here. Undo: Ctrl+Z."), text, true);
    if (edited && *edited != text)
        shell_.guard([&] { open_document(keep_edited(*edited, QString::fromStdString(shown.name))); });
}

void Opening::ask_model()
{
    const QString directory = shell_.dialogs().open_folder(&shell_.window(), tr("Open a model directory"),
                                                           folder_of(shell_.workbench().model().directory, "/models"));
    if (!directory.isEmpty())
        open_model(directory);
}

QString Opening::chosen_session(const QString& title)
{
    return shell_.dialogs().open_file(&shell_.window(), title, tr("Sessions (*.ttt);;All files (*)"),
                                      folder_of(shell_.workbench().session().path(), ""));
}

void Opening::ask_model_file()
{
    const QString path =
        shell_.dialogs().open_file(&shell_.window(), tr("Open a GGUF model"), tr("GGUF models (*.gguf);;All files (*)"),
                                   folder_of(shell_.workbench().model().directory, "/models"));
    if (!path.isEmpty())
        open_model(path);
}

void Opening::ask_session()
{
    if (const QString path = chosen_session(tr("Open a session")); !path.isEmpty())
        open_session(path);
}

void Opening::ask_session_to_follow()
{
    if (const QString path = chosen_session(tr("Follow a session")); !path.isEmpty())
        follow_session(path);
}

void Opening::follow_session(const QString& path)
{
    Workbench& workbench = shell_.workbench();
    if (workbench.controller().is_live())
        return shell_.dialogs().tell(&shell_.window(), tr("A run goes on"),
                                     tr("Cancel it, or wait for its end, before following another one."));
    if (open_session(path))
        shell_.guard([&] { workbench.open_run(workbench.session().id_of({})); });
}

void Opening::open_dropped_session(const QString& path)
{
    if (!open_session(path) || shell_.workbench().controller().is_live())
        return;
    const std::vector<RunEntry>& runs = shell_.workbench().session().runs();
    if (!runs.empty() && runs.front().state == RunState::running)
        shell_.workbench().open_run(runs.front().id);
}

void Opening::open_dropped(const QMimeData& dropped)
{
    if (!dropped.hasUrls())
        return paste_document(dropped.text());
    const QString path = dropped.urls().constFirst().toLocalFile();
    const bool is_folder = QFileInfo(path).isDir();
    const bool is_model = is_folder && QFileInfo::exists(path + QStringLiteral("/config.json"));
    if (is_model || path.endsWith(QStringLiteral(".gguf"), Qt::CaseInsensitive))
        open_model(path);
    else if (is_folder || holds_images(path))
        open_images_at(path);
    else if (path.endsWith(QStringLiteral(".ttt")))
        open_dropped_session(path);
    else
        open_document(path);
}

QString Opening::chosen(const QString& option, const char* key, std::string (*shipped)()) const
{
    const QString kept = shell_.workspace().text(QString::fromLatin1(key));
    if (!option.isEmpty() || (!kept.isEmpty() && QFileInfo::exists(kept)))
        return option.isEmpty() ? kept : option;
    return QString::fromStdString(shipped());
}

/// `run`: the one to be shown; what is not in the session is none.
bool Opening::open_session_at_start(const WindowOptions& options, QString& run)
{
    Session& session = shell_.workbench().session();
    bool good = shell_.guard([&] { session.name(default_session()); });
    good = open_session(chosen(options.session, "session", default_session)) && good;
    if (good && options.replay)
        good = shell_.guard([&] { run = session.id_of(*options.replay); });
    const bool names_input = !options.document.isEmpty() || !options.images.isEmpty();
    const bool is_wanted = good && !options.run && (options.replay || !names_input);
    if (!is_wanted || !session.find(run))
        run.clear();
    return good;
}

/// Named, or open at the last end and still there.
bool Opening::starts_with_images(const WindowOptions& options) const
{
    if (!options.images.isEmpty() || !options.document.isEmpty())
        return !options.images.isEmpty();
    const bool were_open = shell_.workspace().text(QStringLiteral("input")) == u"images";
    return were_open && is_there(choice_of(shell_.workspace().text(QStringLiteral("images"))));
}

/// What reads documents is remembered, and opened with the next document.
void Opening::open_images_at_start(const WindowOptions& options)
{
    Workbench& workbench = shell_.workbench();
    workbench.set_language_model(chosen({}, "model", shipped_model));
    workbench.choose_net(shell_.workspace().text(QStringLiteral("net")).toStdString());
    const ImagesChoice named{.images = options.images.toStdString(), .labels = options.labels.toStdString()};
    workbench.setup().propose(options.setup);
    if (!options.model.isEmpty())
        open_model(options.model);
    open_images(options.images.isEmpty() ? choice_of(shell_.workspace().text(QStringLiteral("images"))) : named);
}

bool Opening::open_at_start(const WindowOptions& options)
{
    Workbench& workbench = shell_.workbench();
    QString run = shell_.workspace().text(QStringLiteral("run"));
    bool good = open_session_at_start(options, run);
    good = shell_.guard([&] {
        if (starts_with_images(options))
            return open_images_at_start(options);
        workbench.choose_net(shell_.workspace().text(QStringLiteral("net")).toStdString());
        open_model(chosen(options.model, "model", shipped_model));
        open_document(chosen(options.document, "document", shipped_document));
    }) && good;
    if (!options.device.isEmpty()) {
        RunConfig config =
            workbench.setup().config().value_or(starts_with_images(options) ? options.setup : RunConfig());
        config.device = Choice<Device>(options.device.toStdString());
        workbench.setup().propose(config);
    }
    workbench.want_preview(run.isEmpty());
    if (!run.isEmpty())
        workbench.open_run(run);
    return good;
}

void Opening::fill_recent(QMenu& menu, const QString& kind, const QStringList& shipped,
                          void (Opening::*open)(const QString&))
{
    const auto add_paths = [&](const QString& title, const QStringList& paths) {
        if (!paths.isEmpty())
            menu.addSection(title);
        for (const QString& path : paths) {
            QAction* action = menu.addAction(QFileInfo(path).fileName().replace(u'&', QStringLiteral("&&")));
            action->setToolTip(path);
            connect(action, &QAction::triggered, this, [this, open, path] { (this->*open)(path); });
        }
    };
    add_paths(tr("Lately opened"), shell_.workspace().recent(kind));
    add_paths(tr("Shipped"), shipped);
}

void Opening::fill_inputs(QMenu& menu)
{
    menu.addAction(tr("Open a document …"), this, &Opening::ask_document);
    menu.addAction(tr("Open a file of images …"), this, &Opening::ask_image_file);
    menu.addAction(tr("Open a folder of pictures …"), this, &Opening::ask_image_folder);
    fill_recent(menu, QStringLiteral("documents"), shipped_documents(), &Opening::open_document);
    fill_images(menu);
}

void Opening::fill_images(QMenu& menu)
{
    menu.addSection(tr("Images"));
    QAction* shipped = menu.addAction(fashion_mnist_title());
    shipped->setObjectName(QStringLiteral("fashion-mnist"));
    shipped->setToolTip(fashion_mnist_sentence());
    connect(shipped, &QAction::triggered, this,
            [this] { open_images({.images = std::string(fashion_mnist), .labels = {}}); });
    for (const QString& kept : shell_.workspace().recent(QStringLiteral("images"))) {
        const QString path = kept.section(u'\n', 0, 0);
        QAction* action = menu.addAction(QFileInfo(path).fileName().replace(u'&', QStringLiteral("&&")));
        action->setToolTip(kept);
        connect(action, &QAction::triggered, this, [this, kept] { open_images(choice_of(kept)); });
    }
}

void Opening::fill_models(QMenu& menu)
{
    const RunKind kind = shell_.workbench().input();
    menu.addAction(tr("Open a directory …"), this, &Opening::ask_model);
    if (kind == RunKind::document)
        menu.addAction(tr("Open a GGUF file …"), this, &Opening::ask_model_file);
    fill_recent(menu, kind == RunKind::images ? QStringLiteral("nets") : QStringLiteral("models"), shipped_models(kind),
                &Opening::open_model);
}

}  // namespace ttt
