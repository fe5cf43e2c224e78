// What a person opens: documents, images, models, session files; and what was open at the last end.
#pragma once

#include "app/window/shell/window_options.h"
#include "app/workbench/opened_images.h"

#include <QObject>

class QMenu;
class QMimeData;

namespace ttt {

class Shell;

/// GUI thread.
class Opening : public QObject {
    Q_OBJECT
public:
    explicit Opening(Shell& shell);

    /// What the command line says, else what was open at the last end, else what is shipped. False: a session or a run
    /// was named that is not there; the person was told.
    bool open_at_start(const WindowOptions& options);
    void open_document(const QString& path);
    void open_images(const ImagesChoice& choice);
    /// A folder or file; a file that may lack labels asks for them.
    void open_images_at(const QString& path);
    void open_model(const QString& directory);
    /// False: it is no session, and the person was told. While a run goes on it is read by a job, and told later.
    bool open_session(const QString& path);
    /// Opens it and shows its latest run, which goes on live when another program writes it now.
    void follow_session(const QString& path);
    /// A directory with a config.json, or a .gguf file, is a model, another directory or .npy, IDX and .bin files are
    /// images, a .ttt file a session (followed, when its latest run goes on), anything else a document; so is text.
    void open_dropped(const QMimeData& dropped);

    void ask_document();
    void ask_image_file();
    void ask_image_folder();
    void ask_model();
    void ask_model_file();
    void ask_session();
    void ask_session_to_follow();
    void paste_document(const QString& text);
    /// The shown text, as the person changes it; it is read by the next run, which keeps it in the session.
    void edit_document();
    /// Lately opened and shipped ones: documents and images, and the models for what is open.
    void fill_inputs(QMenu& menu);
    void fill_models(QMenu& menu);

private:
    QString chosen_session(const QString& title);
    void open_dropped_session(const QString& path);
    void remember(const QString& key, const std::string& path, const std::string& problem);
    void remember_images();
    void remember_model();
    QString chosen(const QString& option, const char* key, std::string (*shipped)()) const;
    bool starts_with_images(const WindowOptions& options) const;
    void open_images_at_start(const WindowOptions& options);
    void fill_images(QMenu& menu);
    bool open_session_at_start(const WindowOptions& options, QString& run);
    void fill_recent(QMenu& menu, const QString& kind, const QStringList& shipped,
                     void (Opening::*open)(const QString&));

    Shell& shell_;
};

}  // namespace ttt
