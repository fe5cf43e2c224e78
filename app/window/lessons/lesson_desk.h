// The lessons of the window: the panel, the one that is played, who answers, where answers are kept, what a teacher
// set.
#pragma once

#include "app/window/lessons/lesson_files.h"
#include "app/window/lessons/lesson_stage.h"
#include "app/window/lessons/lesson_teacher.h"
#include "app/window/shell/panel.h"
#include "views/lessons/lesson_player.h"

#include <QObject>
#include <QPointer>

class QAction;
class QMenu;
class QSettings;

namespace ttt {

class LessonPanel;
class Opening;
class Shell;
class Timeline;
class Workbench;
class WindowLayout;

/// What lessons set and bring back; all of it outlives them.
struct LessonRoom {
    Shell& shell;
    WindowLayout& layout;
    Opening& opening;
    Timeline& timeline;
};

/// GUI thread.
class LessonDesk : public QObject {
    Q_OBJECT
public:
    explicit LessonDesk(const LessonRoom& room);
    ~LessonDesk() override;

    void fill_menu(QMenu& menu);

    const std::vector<LessonFile>& lessons() const { return lessons_; }
    LessonPlayer& player() { return player_; }
    /// `step` -1: the first that is not done. Earlier answers come back unless `afresh`.
    void start(const Lesson& lesson, int step = -1, bool afresh = false);
    void leave() { player_.leave(); }
    /// Before the window is gone: the next start must find the person's own layout.
    void close();

    /// False: the file could not be read; the person was told.
    bool open_teacher(const QString& path);

private:
    void start_file(const LessonFile& file);
    void open_lesson_file();
    void start_again();
    void on_left();
    void on_completed();
    void keep_answer();
    QMap<QString, LessonReply> kept_answers(const QString& lesson) const;
    void ask_name();
    void set_learner(const QString& name);
    void apply_teacher(const TeacherFile& teacher);
    bool may_write_to(const QString& session);
    void set_played(const QString& path);
    void save_teacher();
    void show_class();
    void refresh_menu();
    void tell_place();
    void cover_numbers();

    Workbench& workbench() const;
    QSettings& settings() const;

    LessonRoom room_;
    WindowLessonStage stage_;
    LessonPlayer player_{stage_};
    LessonPanel* panel_;
    QPointer<Panel> dock_;
    std::vector<LessonFile> lessons_;
    std::vector<QAction*> actions_;        // one a lesson
    std::vector<QAction*> lesson_needed_;  // enabled while one is played
    TeacherFile teacher_;
    QString played_path_;  // of a lesson that was not shipped; empty: a shipped one
    bool closing_ = false;
};

}  // namespace ttt
