// The window: what there is, where it stands, what is wired to what. Its verbs are in window_*.cpp.
#pragma once

#include "app/window/runs/run_bar.h"
#include "app/window/shell/dialogs.h"
#include "app/window/shell/panel.h"
#include "app/window/shell/window_options.h"
#include "app/window/shell/workspace.h"
#include "app/workbench/opened.h"
#include "app/workbench/other_run.h"
#include "app/workbench/run_controller.h"
#include "app/workbench/run_entries.h"
#include "views/lab_model.h"
#include "views/selection.h"

#include <QMainWindow>
#include <QTabWidget>
#include <QUndoStack>

#include <map>

class QActionGroup;
class QLabel;

namespace ttt {

class ChunkInspector;
class CompareTable;
class DriftView;
class HeadsView;
class LabWorker;
class LessonDesk;
class MethodsWindow;
class NoteList;
class PatternChunksView;
class PatternLedger;
class PatternView;
class PerplexityView;
class ProvenanceView;
class RunForm;
class RunLine;
class RunLog;
class SessionList;
class TheoremView;
class Timeline;
class TokenDetail;
class TokenView;

/// GUI thread. Destroying it ends a run that goes on: what was read is in the session file.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// `settings` outlives the window.
    MainWindow(const WindowOptions& options, QSettings& settings, Dialogs dialogs = window_dialogs());
    ~MainWindow() override;

    RunModel& run() { return run_; }
    Selection& selection() { return selection_; }
    LabModel& lab() { return lab_; }
    RunController& controller() { return controller_; }
    const OpenedDocument& document() const { return document_; }
    const OpenedModel& model() const { return model_; }

    /// What the command line says, else what was open at the last end, else what is shipped.
    /// False: a session or a run was named that is not there; the person was told.
    bool open_at_start(const WindowOptions& options);
    void open_document(const QString& path);
    void open_model(const QString& directory);
    bool open_session(const QString& path);
    void open_run(const QString& id);  // full id
    void start_run();
    /// Shows these runs of the session beside the shown one; {}: no longer.
    void compare(const QStringList& ids);
    /// The window that runs methods one after another and shows what each gained.
    MethodsWindow& methods();
    void show_methods();
    /// Shows runs of the session in it.
    void show_runs_as_methods(const QStringList& ids);
    void show_largest_gain();  // the token where adapted beats frozen most
    void go_to();              // a token or chunk that the person names
    void export_picture(View& view);
    void export_table(View& view);
    void export_csv(bool items);
    void export_report();
    LessonDesk& lessons();

Q_SIGNALS:
    void document_opened();  // also when it could not be: document().problem
    void model_opened();

protected:
    void showEvent(QShowEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    friend class LessonDesk;  // the two sides of lessons: they set and bring back what the window shows
    friend class WindowLessonStage;

    // window_layout.cpp
    void make_views();
    void link_axes();
    void make_view_menus();
    void make_docks();
    void make_status_line();
    void make_run_line();
    Panel* add_panel(const QString& name, const QString& title, QWidget* content, Qt::DockWidgetArea area);
    void restore_layout();
    void proportion();
    void stack_where_small();
    void settle(bool is_first);
    void reset_layout();
    void restore_views();
    void save_views();

    // window_lab.cpp
    void make_lab();
    void make_lab_docks(Panel* patterns);
    std::optional<RunConfig> lab_config() const;
    void refresh_lab();
    void check_causality();
    void tell_causality();

    // window_menus.cpp
    void make_actions();
    void make_menus();
    void make_file_menu();
    void make_run_menu();
    void make_view_menu();
    void make_session_menu();
    void make_lessons_menu();  // window_lessons.cpp
    void make_help_menu();
    void fill_recent(QMenu& menu, const QString& kind, const QStringList& shipped,
                     void (MainWindow::*open)(const QString&));
    void fill_layouts(QMenu& menu);
    QAction* add(QMenu& menu, const QString& text, const QKeySequence& keys, const QString& tip,
                 std::function<void()> act);
    void show_palette();
    void show_keys();
    void set_theme(const QString& name);

    // window_files.cpp
    void ask_document();
    void paste_document(const QString& text);
    void ask_model();
    void ask_session();
    void on_model_opened(OpenedModel model);
    void take_model(OpenedModel model);
    void show_opened();
    void load_document();
    RunConfig reading_choices() const;
    void reread_document();
    void on_document_opened(OpenedDocument document);
    void preview_document();
    void tell_form();
    void tell_estimate();

    // window_memory.cpp
    void tell_memory();

    // window_methods.cpp
    void tell_methods();
    void run_methods();
    QString method_name(const RunModel& run, const QStringList& ids) const;
    void read_next_method(QStringList waiting, const QStringList& ids);

    // window_runs.cpp
    void connect_runs();
    QString run_problem() const;
    bool is_reading() const;
    void refresh_actions();
    void on_activity();
    void refresh_runs();
    void refresh_words();
    void rename_run(const QString& id, const QString& name);
    void edit_tags(const QString& id);
    void edit_notes(const QString& id);
    void delete_runs(const QStringList& ids);
    void export_run(const QString& id);
    void import_run();
    void verify_run();
    void end_verify(const QString& verdict);
    /// Where one looks, and in the status bar.
    void say(const QString& sentence);
    void add_note();
    const RunEntry* entry(const QString& id) const;
    bool guard(const std::function<void()>& act);  // an Error becomes a sentence on the screen; false then

    QSettings& settings_;
    Workspace workspace_;
    Dialogs dialogs_;
    RunModel run_;
    Selection selection_;
    LabModel lab_;
    std::string lab_about_;  // what the lab was last told of
    RunController controller_{run_};
    QUndoStack undo_;
    RunUndo run_undo_{undo_};
    std::string session_;
    std::vector<RunEntry> entries_;
    OpenedModel model_;
    OpenedDocument document_;
    QString wanted_document_;               // to be read as soon as a model is there
    RunConfig read_as_;                     // what reading_choices() said when it was read last
    bool preview_wanted_ = false;           // show the text as soon as it is read, also over a shown run
    int document_job_ = 0, model_job_ = 0;  // the latest; results of older ones are dropped
    qint64 tokens_ = 0;                     // --tokens
    std::vector<std::unique_ptr<OtherRun>> others_;
    std::vector<std::unique_ptr<OtherRun>> method_sources_;  // while they are read
    QStringList compare_next_;                               // as soon as the run that is being opened is there

    TokenView* tokens_view_ = nullptr;
    TokenDetail* detail_ = nullptr;
    PerplexityView* perplexity_ = nullptr;
    DriftView* drift_ = nullptr;
    PatternView* patterns_ = nullptr;
    PatternLedger* ledger_ = nullptr;
    ChunkInspector* inspector_ = nullptr;
    RunLog* log_ = nullptr;
    CompareTable* compare_ = nullptr;
    NoteList* notes_ = nullptr;
    LabWorker* lab_worker_ = nullptr;
    LessonDesk* lessons_ = nullptr;
    MethodsWindow* methods_ = nullptr;  // made when it is first asked for
    TheoremView* theorem_ = nullptr;
    HeadsView* heads_ = nullptr;
    ProvenanceView* provenance_ = nullptr;
    PatternChunksView* pattern_chunks_ = nullptr;
    RunForm* form_ = nullptr;
    SessionList* sessions_ = nullptr;
    Timeline* timeline_ = nullptr;
    RunBar* bar_ = nullptr;
    RunLine* run_line_ = nullptr;
    QTabWidget* tabs_ = nullptr;
    Panel* document_panel_ = nullptr;
    Panel* session_panel_ = nullptr;
    Panel* form_panel_ = nullptr;
    std::vector<Panel*> panels_;
    std::vector<View*> views_;  // all that can be exported
    QByteArray shipped_layout_;
    bool is_proportioned_ = false;
    bool keeps_size_ = false;  // somebody chose it
    QLabel* saved_words_ = nullptr;
    QLabel* device_words_ = nullptr;
    QLabel* result_words_ = nullptr;
    RunActions actions_{};
    QMenu* documents_menu_ = nullptr;
    QMenu* models_menu_ = nullptr;
    QAction* verify_ = nullptr;
    std::stop_source verify_stop_;
    bool is_verifying_ = false;
    std::vector<QAction*> run_needed_;  // enabled while a run is shown
    QTimer refresh_timer_;
};

}  // namespace ttt
