// What a person works with, apart from any window: the shown run, what is opened, the session, what goes on.
#pragma once

#include "app/workbench/comparison_set.h"
#include "app/workbench/document_opener.h"
#include "app/workbench/image_opener.h"
#include "app/workbench/image_pixels.h"
#include "app/workbench/lab_subject.h"
#include "app/workbench/run_controller.h"
#include "app/workbench/run_setup.h"
#include "app/workbench/session.h"
#include "app/workbench/session_edits.h"
#include "app/workbench/verification.h"
#include "views/ask_model.h"
#include "views/lab_model.h"
#include "views/selection.h"

#include <QTimer>

namespace ttt {

/// What can be done now.
struct Possible {
    bool run = false, pause = false, cancel = false, verify = false;
    bool use_run = false;  // one is shown
};

/// Made before the window and destroyed after it, so that whatever is shown outlives those who show it. Destroying it
/// ends a run that goes on: what was read is in the session file. GUI thread.
class Workbench : public QObject {
    Q_OBJECT
public:
    Workbench();
    ~Workbench() override;

    RunModel& run() { return run_; }
    Selection& selection() { return selection_; }
    LabModel& lab() { return lab_; }
    AskModel& ask() { return ask_; }
    PictureModel& pictures() { return pictures_; }
    RunController& controller() { return controller_; }
    ModelOpener& models() { return models_; }
    DocumentOpener& documents() { return documents_; }
    ImageOpener& images() { return images_; }
    const OpenedModel& model() const { return models_.opened(); }
    const OpenedDocument& document() const { return documents_.opened(); }
    const OpenedImageSet& image_set() const { return images_.opened(); }
    RunSetup& setup() { return setup_; }
    Session& session() { return session_; }
    SessionEdits& edits() { return edits_; }
    ComparisonSet& comparison() { return comparison_; }
    Verification& verification() { return verification_; }

    Possible possible() const;
    /// Why a run is not possible; empty when it is.
    QString run_problem() const;
    /// What the next run reads: the document that is open, or the images. Of both the one that was opened last.
    RunKind input() const { return input_; }
    /// Why the open model can't read that; empty: it can, or another one is being read.
    QString model_problem() const;
    /// What was asked for is still being read: nothing is wrong yet.
    bool is_opening() const;

    /// Shows its text as soon as it is read, unless a run goes on.
    void open_document(const QString& path);
    /// The same of images, with a net that fits them; what can't be read leaves the input as it was.
    void open_images(const ImagesChoice& choice);
    /// A net that is no shipped one for the method stays, whatever method is chosen.
    void open_model(const QString& directory);
    /// What a document is read by, where a net for images is open. Directory.
    void set_language_model(const QString& directory) { language_model_ = directory; }
    /// A net for images that was chosen; empty: the shipped one that fits the method.
    const std::string& chosen_net() const { return chosen_net_; }
    void choose_net(const std::string& directory) { chosen_net_ = directory; }  // for the images to come
    /// Whether the text is shown once it is read, also over a shown run.
    void want_preview(bool wanted) { preview_wanted_ = wanted; }
    /// What is open, before anything is run.
    void preview();
    void start_run();
    /// The shown run's choices for the next one; where it read the other kind of input, with what it read.
    void use_shown_settings();
    /// The next run goes on from this chunk of the shown run, whose settings are proposed; 0: it reads from the start.
    void branch_from(std::int64_t chunk);
    const std::optional<BranchPoint>& branch() const { return branch_; }
    /// The chunk that the next run may branch from: where one looks, else where the run ended; 0: there is none.
    std::int64_t branch_chunk() const;
    void open_run(const QString& id);  // full id
    /// Shows these runs of the session beside the shown one; {}: no longer.
    void compare(const QStringList& ids);
    void verify();
    /// Of the locked token, else of one in the middle of the second chunk.
    void check_causality();
    /// Ends what goes on, without waiting for it.
    void stop();

Q_SIGNALS:
    void possible_changed();
    void input_changed();  // input() is of the other kind
    void opened();         // nothing is being opened any more
    void branch_changed();
    void run_shown();  // another run, or a text that was not run yet: who looks at it knows
    void refused(const QString& title, const QString& sentence);

private:
    void connect_runs();
    void connect_openings();
    void keep_answer(const AskChoices& choices);
    void on_run_shown();
    void on_model();
    void on_document();
    void on_images();
    void on_setup();
    void on_document_setup();
    void on_image_setup();
    void on_answered();
    void set_input(RunKind kind);
    void fit_net();
    void open_language_model();
    std::string fitting_net() const;
    void preview_text();
    void preview_images();
    void on_activity();
    void tell_lab();
    std::optional<RunConfig> next_run() const;
    RunConfig branch_run() const;
    void set_branch(std::optional<BranchPoint> branch);

    RunModel run_;
    Selection selection_;
    LabModel lab_;
    AskModel ask_;
    PictureModel pictures_;
    ImagePixels image_pixels_{pictures_, run_};
    RunSetup setup_;
    Session session_{run_};
    SessionEdits edits_{session_};
    ModelOpener models_;
    DocumentOpener documents_{models_};
    ImageOpener images_;
    RunController controller_{run_};
    ComparisonSet comparison_{run_, session_};
    LabSubject lab_subject_{lab_, ask_, run_};
    Verification verification_;
    std::optional<BranchPoint> branch_;
    RunConfig branch_config_;   // of the run that it goes on from
    QTimer refresh_;            // of the session, while it is being written
    std::string last_answer_;   // the note that was kept last of what was asked
    QStringList compare_next_;  // as soon as the run that is being opened is there
    bool preview_wanted_ = false;
    RunKind input_ = RunKind::document;
    RunKind asked_input_ = RunKind::document;  // what was opened last, or is being read
    QString language_model_;
    std::string chosen_net_, fitted_net_;  // directories; fitted: opened last for a method
};

}  // namespace ttt
