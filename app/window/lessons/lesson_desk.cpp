#include "app/window/lessons/lesson_desk.h"

#include "app/window/shell/commands.h"
#include "app/window/shell/shell.h"
#include "app/window/shell/window_layout.h"
#include "sessions/lesson_answers.h"
#include "views/lessons/lesson_panel.h"
#include "views/timeline/scrubber.h"
#include "views/timeline/timeline.h"

#include <QFileInfo>
#include <QMainWindow>
#include <QMenu>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace ttt {

namespace {

QString learner_key()
{
    return QStringLiteral("lessons/learner");
}
QString done_key(const QString& lesson)
{
    return QStringLiteral("lessons/done/") + lesson;
}

}  // namespace

LessonDesk::LessonDesk(const LessonRoom& room)
    : room_(room), stage_(room.shell, room.layout), panel_(new LessonPanel(player_)),
      dock_(new Panel(QStringLiteral("lesson"), tr("Lesson"), panel_, &room.shell.window())),
      lessons_(shipped_lessons())
{
    room.shell.window().addDockWidget(Qt::LeftDockWidgetArea, dock_);
    dock_->setFeatures(dock_->features() & ~QDockWidget::DockWidgetClosable);
    dock_->setMinimumWidth(panel_->sizeHint().width());
    dock_->setMaximumWidth(panel_->sizeHint().width() * 6 / 5);  // longer lines are hard to read
    dock_->hide();
    auto* leave_action = new QAction(tr("Leave"), this);
    leave_action->setToolTip(tr("End the lesson; your own layout and document come back"));
    connect(leave_action, &QAction::triggered, this, &LessonDesk::leave);
    dock_->bar().add_button(leave_action);
    const QVariant learner = settings().value(learner_key());
    panel_->set_learner(learner.toString());
    if (!learner.isValid())
        panel_->ask_learner(false);
    connect(panel_, &LessonPanel::learner_named, this, &LessonDesk::set_learner);
    connect(&stage_, &WindowLessonStage::changed, &player_, &LessonPlayer::look);
    connect(&player_, &LessonPlayer::entered, this, &LessonDesk::tell_place);
    connect(&player_, &LessonPlayer::completed_step, this, &LessonDesk::on_completed);
    connect(&player_, &LessonPlayer::answered, this, &LessonDesk::keep_answer);
    connect(&player_, &LessonPlayer::left, this, &LessonDesk::on_left);
    for (const auto signal : {&LessonPlayer::entered, &LessonPlayer::answered})
        connect(&player_, signal, this, &LessonDesk::cover_numbers);
    connect(&player_, &LessonPlayer::left, this, &LessonDesk::cover_numbers);
    panel_->set_drawings(WindowLessonStage::drawings());
    Scrubber& bars = room_.timeline.scrubber();
    QSizePolicy policy = bars.sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    bars.setSizePolicy(policy);
}

LessonDesk::~LessonDesk()
{
    player_.disconnect(this);
    delete dock_;  // its panel looks at the player
}

Workbench& LessonDesk::workbench() const
{
    return room_.shell.workbench();
}

QSettings& LessonDesk::settings() const
{
    return room_.shell.workspace().settings();
}

void LessonDesk::fill_menu(QMenu& menu)
{
    int number = 0;
    for (const LessonFile& file : lessons_) {
        ++number;
        const QString tip =
            file.problem.isEmpty() ? tr("A guided walk through the window, by keyboard or mouse") : file.problem;
        actions_.push_back(add_command(menu, QString::number(number), {}, tip, [this, &file] { start_file(file); }));
        actions_.back()->setObjectName(QStringLiteral("lesson-") + QFileInfo(file.path).completeBaseName());
    }
    if (lessons_.empty())
        menu.addAction(tr("No lessons were found beside the program"))->setEnabled(false);
    menu.addSeparator();
    const auto in_lesson = [&](const QString& text, const QKeySequence& keys, const QString& tip, auto act) {
        lesson_needed_.push_back(add_command(menu, text, keys, tip, act));
    };
    in_lesson(tr("To the lesson's &text"), Qt::CTRL | Qt::Key_L, tr("From wherever the keyboard is"),
              [this] { panel_->take_focus(); });
    in_lesson(tr("&Next step"), Qt::ALT | Qt::Key_Right, tr("Once this one is done; Space does the same"),
              [this] { player_.next(); });
    in_lesson(tr("Start this lesson &afresh"), {}, tr("Without your earlier answers; they stay in the session"),
              [this] { start_again(); });
    in_lesson(tr("&Leave the lesson"), {}, tr("Your own layout and document come back"), [this] { leave(); });
    menu.addSeparator();
    add_command(menu, tr("Your na&me …"), {}, tr("It is stored with your answers; may stay empty"),
                [this] { ask_name(); });
    add_command(menu, tr("&Open a lesson or a teacher's file …"), {}, tr("A file of your own"),
                [this] { open_lesson_file(); });
    add_command(
        menu, tr("&Save the teacher's file …"), {},
        tr("This lesson and step, this session, and the panels that are closed, for ttt-workbench --teacher FILE"),
        [this] { save_teacher(); });
    add_command(menu, tr("&Class …"), {}, tr("A folder of session files: who answered what"), [this] { show_class(); });
    refresh_menu();
}

void LessonDesk::refresh_menu()
{
    for (std::size_t at = 0; at < actions_.size(); ++at) {
        const LessonFile& file = lessons_[at];
        const bool done = settings().value(done_key(file.lesson.id)).toStringList().size() >=
                          static_cast<qsizetype>(file.lesson.steps.size());
        QString words = file.problem.isEmpty()
                            ? tr("&%1  %2 (%3 min)").arg(at + 1).arg(file.lesson.title).arg(file.lesson.minutes)
                            : tr("%1 can't be read").arg(QFileInfo(file.path).fileName());
        if (file.problem.isEmpty() && done)
            words += QStringLiteral("  ✓");
        actions_[at]->setText(words);
    }
    for (QAction* action : lesson_needed_)
        action->setEnabled(player_.is_open());
}

void LessonDesk::start_file(const LessonFile& file)
{
    if (!file.problem.isEmpty())
        return room_.shell.tell(tr("The lesson can't be read"), file.problem);
    const bool is_shipped =
        std::any_of(lessons_.begin(), lessons_.end(), [&](const LessonFile& known) { return &known == &file; });
    set_played(is_shipped ? QString() : file.path);
    start(file.lesson);
}

void LessonDesk::start(const Lesson& lesson, int step, bool afresh)
{
    if (workbench().controller().is_live())
        return room_.shell.tell(tr("A run goes on"), tr("Cancel it, or wait for its end, before a lesson is begun."));
    if (!stage_.is_on())
        stage_.begin();
    QMainWindow& window = room_.shell.window();
    Panel& form = room_.shell.panels().dock(QStringLiteral("run"));
    window.splitDockWidget(dock_, &form, Qt::Horizontal);
    window.splitDockWidget(&form, &room_.shell.panels().dock(QStringLiteral("sessions")), Qt::Vertical);
    dock_->show();
    window.resizeDocks({dock_}, {dock_->minimumWidth()}, Qt::Horizontal);
    const QStringList done = afresh ? QStringList() : settings().value(done_key(lesson.id)).toStringList();
    if (step < 0)
        for (step = 0; step + 1 < static_cast<int>(lesson.steps.size()); ++step)
            if (!done.contains(lesson.steps[static_cast<std::size_t>(step)].id))
                break;
    if (step + 1 == static_cast<int>(lesson.steps.size()) && done.size() == step + 1)
        step = 0;  // all done: once more from the start
    player_.open(lesson, afresh ? QMap<QString, LessonReply>() : kept_answers(lesson.id), {done.begin(), done.end()},
                 step);
    refresh_menu();
}

void LessonDesk::start_again()
{
    const Lesson lesson = player_.lesson();
    settings().remove(done_key(lesson.id));
    start(lesson, 0, true);
}

void LessonDesk::close()
{
    closing_ = true;
    leave();
}

void LessonDesk::on_left()
{
    dock_->hide();
    stage_.end(closing_);
    dock_->hide();
    stage_.set_hidden(teacher_.hidden);
    refresh_menu();
}

void LessonDesk::on_completed()
{
    QStringList ids(player_.completed().begin(), player_.completed().end());
    ids.sort();
    settings().setValue(done_key(player_.lesson().id), ids);
    refresh_menu();
}

void LessonDesk::tell_place()
{
    dock_->bar().set_note(tr("%1 of %2").arg(player_.current() + 1).arg(player_.count()));
}

/// While a question is open: the status line and the bars of the timeline would answer it.
void LessonDesk::cover_numbers()
{
    room_.shell.status().show_result(!player_.asks());
    room_.timeline.scrubber().setVisible(!player_.asks());
}

/// The run is named where it gave the truth.
void LessonDesk::keep_answer()
{
    const LessonReply& reply = *player_.reply();
    const LessonAsk& ask = player_.step().ask;
    const bool from_run = ask.kind != LessonAsk::Kind::choice || ask.options.isEmpty();
    LessonAnswer answer;
    answer.learner = panel_->learner().toStdString();
    answer.lesson = player_.lesson().id.toStdString();
    answer.step = player_.step().id.toStdString();
    answer.answer = reply.answer.toStdString();
    answer.truth = reply.truth.toStdString();
    answer.score = reply.score;
    answer.run_id = from_run ? stage_.run_id() : std::string();
    workbench().session().add_answer(answer);
}

QMap<QString, LessonReply> LessonDesk::kept_answers(const QString& lesson) const
{
    const KeptAnswers& kept = workbench().session().answers();
    if (!kept.problem.isEmpty())
        room_.shell.tell(tr("Your earlier answers can't be read"), kept.problem);
    QMap<QString, LessonReply> replies;
    for (const LessonAnswer& answer : kept.all)
        if (answer.lesson == lesson.toStdString() && answer.learner == panel_->learner().toStdString())
            replies.insert(QString::fromStdString(answer.step),
                           {QString::fromStdString(answer.answer), QString::fromStdString(answer.truth), answer.score});
    return replies;
}

}  // namespace ttt
