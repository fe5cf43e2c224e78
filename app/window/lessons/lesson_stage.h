// The window as the stage of a lesson: sets what a step names, and brings the person's own things back afterwards.
#pragma once

#include "views/lessons/lesson_stage.h"
#include "views/selection.h"

#include <QMap>
#include <QObject>
#include <QTimer>

#include <memory>

class QDockWidget;
class QLabel;

namespace ttt {

class DrawingView;
class LabModel;
class Shell;
class TheoremView;
class WindowLayout;
class Workbench;

/// GUI thread. Shell and layout outlive it.
class WindowLessonStage : public QObject, public LessonStage {
    Q_OBJECT
public:
    WindowLessonStage(Shell& shell, WindowLayout& layout);
    ~WindowLessonStage() override;

    /// Keeps layout, document, form and what was shown; the lesson's panel is seen from now on.
    void begin();
    /// Brings back what begin() kept. `closing`: only what is written down for the next start.
    void end(bool closing);
    bool is_on() const { return kept_ != nullptr; }

    /// Where the lesson's own documents lie; empty: it is a shipped one.
    void set_folder(const QString& folder) { folder_ = folder; }
    /// Panels that are never shown: the teacher's wish.
    void set_hidden(const QStringList& panels);
    /// Panels of the step that a person closed by hand.
    QStringList closed_panels() const;
    static QString drawings();   // the folder of lessons' drawings
    std::string run_id() const;  // of the shown run; empty: none

    void apply(const LessonState& state) override;
    QString waits_for() const override;
    bool is_reached(const LessonGoal& goal) const override;
    LessonTruth truth(const LessonAsk& ask) const override;

Q_SIGNALS:
    void changed();  // at most every few hundredths of a second

private:
    struct Kept;

    void listen();
    void settle();
    bool has_model() const;
    bool has_document() const;
    void show_text();
    bool show_run();
    void place();
    void show_panels(const LessonState& state);
    void share_width();
    void restore_views(const QMap<QString, QString>& words);
    void set_form();
    void remember_live_run();
    QString run_key() const;
    QString made_run() const;
    QString document_path() const;
    qint64 tokens() const;

    Shell& shell_;
    WindowLayout& layout_;
    Workbench& workbench_;
    TheoremView& theorem_;
    QDockWidget* blank_;  // stands where panels are hidden
    QLabel* blank_words_;
    DrawingView* blank_drawing_;
    std::unique_ptr<Kept> kept_;
    LessonState wanted_;
    QStringList hidden_;
    QString folder_;
    QMap<QString, QString> made_;  // run_key() -> run id, of this window's life
    QString live_key_;             // of the run that goes on; empty: its settings are not those of the step
    bool form_set_ = false, placed_ = false;
    RunConfig form_config_;     // as the form gave it after it was set
    qint64 loaded_tokens_ = 0;  // of the document: as many were asked for
    QTimer tell_;
};

}  // namespace ttt
