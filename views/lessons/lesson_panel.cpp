#include "views/lessons/lesson_panel.h"

#include "views/lessons/choice_ask.h"
#include "views/lessons/curve_ask.h"
#include "views/lessons/drawing_view.h"
#include "views/lessons/highlight_frame.h"
#include "views/lessons/lesson_focus.h"
#include "views/lessons/lesson_player.h"
#include "views/lessons/lesson_words.h"
#include "views/lessons/step_dots.h"
#include "views/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QTimer>
#include <QVBoxLayout>

#include <utility>

namespace ttt {

namespace {

/// A palette of its own would be lost when the program's style sheet changes.
QString coloured(const QString& words, const QColor& colour)
{
    return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(colour.name(), words.toHtmlEscaped());
}

}  // namespace

LessonPanel::LessonPanel(LessonPlayer& player, QWidget* parent)
    : QWidget(parent), player_(player), area_(new QScrollArea), choice_(new ChoiceAsk), curve_(new CurveAsk)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Lesson"));
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins({});
    box->setSpacing(0);
    box->addWidget(area_, 1);
    make_text();
    make_foot();
    space_ = new QShortcut(Qt::Key_Space, this);
    connect(space_, &QShortcut::activated, &player_, &LessonPlayer::next);
    // Focus still moves while a window is destroyed: neither the player nor the panel may be gone then.
    focus_ = connect(qApp, &QApplication::focusChanged, &player_, [this] {
        if (player_.is_open() && isVisible())
            refresh_status();
    });
    connect(new QShortcut(Qt::ALT | Qt::Key_Left, this), &QShortcut::activated, &player_, &LessonPlayer::back);
    connect(&player_, &LessonPlayer::entered, this, &LessonPanel::enter);
    connect(&player_, &LessonPlayer::looked, this, &LessonPanel::refresh);
    connect(&player_, &LessonPlayer::left, this, &LessonPanel::clear_highlight);
    const auto named = [this] {  // a name that was typed counts without Enter, too
        if (wants_name_)
            name_given();
        return !is_name_missing();
    };
    connect(choice_, &ChoiceAsk::committed, this, [this, named](const QString& option) {
        if (named())
            player_.answer(option);
    });
    connect(curve_, &CurveAsk::committed, this, [this, named](const std::vector<double>& points) {
        if (named())
            player_.answer(points);
    });
}

LessonPanel::~LessonPanel()
{
    disconnect(focus_);
    clear_highlight();
}

void LessonPanel::ask_learner(bool required)
{
    wants_name_ = true;
    name_required_ = required;
    learner_->setPlaceholderText(required ? QString() : tr("may stay empty"));
}

QString LessonPanel::learner() const
{
    return learner_->text().trimmed();
}

void LessonPanel::set_learner(const QString& name)
{
    learner_->setText(name);
}

bool LessonPanel::is_name_missing() const
{
    return wants_name_ && name_required_ && learner().isEmpty();
}

/// Asked once: an empty name is an answer too, unless a name is required.
void LessonPanel::name_given()
{
    if (is_name_missing())
        return;
    wants_name_ = false;
    Q_EMIT learner_named(learner());
    refresh();
    take_focus();
}

void LessonPanel::enter()
{
    const LessonStep& step = player_.step();
    title_->setText(player_.lesson().title);
    text_->setText(lesson_html(step.text));
    text_->setAccessibleName(step.text);
    question_->setText(lesson_html(QStringLiteral("**") + step.ask.question + QStringLiteral("**")));
    show_drawing();
    truth_shown_ = was_open_ = false;
    choice_->set_options({});
    curve_->set_ask(step.ask);
    area_->verticalScrollBar()->setValue(0);
    refresh();
    refresh_highlight();
    QTimer::singleShot(0, this, [this] {
        if (!dots_->hasFocus())  // whoever jumps goes on jumping
            take_focus();
    });
}

/// Where all panels are hidden, the stage has room for it.
void LessonPanel::show_drawing()
{
    const QString name = player_.step().state.drawing;
    const auto panels = player_.lesson().state_at(player_.current()).panels;
    const bool here = !name.isEmpty() && !(panels && panels->isEmpty());
    drawing_->set_file(here ? drawings_ + u'/' + name + QStringLiteral(".svg") : QString());
}

void LessonPanel::refresh()
{
    if (!player_.is_open())
        return;
    refresh_ask();
    refresh_status();
}

void LessonPanel::refresh_ask()
{
    const LessonAsk& ask = player_.step().ask;
    const LessonReply* reply = player_.reply();
    const bool asks = ask.kind != LessonAsk::Kind::none, draws = ask.kind == LessonAsk::Kind::curve;
    const LessonTruth truth = asks ? player_.truth() : LessonTruth{};
    const bool open = asks && !reply && truth.problem.isEmpty() && player_.waits_for().isEmpty();
    learner_row_->setVisible(open && wants_name_);
    question_->setVisible(asks);
    before_->setVisible(ask.kind == LessonAsk::Kind::token && !truth.before.isEmpty());
    before_->setText(
        QStringLiteral("<p style=\"line-height:135%\"><i>%1</i> <b>____</b></p>").arg(truth.before.toHtmlEscaped()));
    if (asks && !draws && (open || reply)) {
        const QStringList options = truth.options.isEmpty() && reply ? QStringList{reply->truth} : truth.options;
        if (choice_->options() != options) {
            choice_->set_options(options);
            order_keys();
        }
        if (reply && !choice_->is_revealed())
            choice_->reveal(reply->answer, reply->truth);
    }
    if (draws && reply && !curve_->is_revealed())
        curve_->reveal(points_of(reply->answer), points_of(reply->truth));
    choice_->setVisible(asks && !draws && (open || reply));
    curve_->setVisible(draws && (open || reply));
    verdict_->setVisible(asks && reply);
    verdict_->setText(lesson_html(verdict_of(player_)));
    if (reply && !std::exchange(truth_shown_, true))
        scroll_to_news();
    if (open && !std::exchange(was_open_, true) && hasFocus())  // it had to wait for a run
        QTimer::singleShot(0, this, &LessonPanel::take_focus);
}

void LessonPanel::refresh_status()
{
    const LessonStatus status = status_of(player_);
    const Theme& colours = theme(palette());
    QString words = status.words;
    if (is_name_missing() && learner_row_->isVisibleTo(this))
        words = tr("First your name, please: type it and press Enter.");
    else if (status.done && wants_space(QApplication::focusWidget()) && !isAncestorOf(QApplication::focusWidget()))
        words = tr("Done. Press Ctrl+L, then Space.");
    status_->setText(coloured(words, status.done ? colours.adapted : colours.text));
    status_->setAccessibleName(words);
    place_->setText(coloured(tr("Step %1 of %2 · about %3 minutes in all")
                                 .arg(player_.current() + 1)
                                 .arg(player_.count())
                                 .arg(player_.lesson().minutes),
                             colours.muted));
    back_->setEnabled(player_.current() > 0);
    next_->setEnabled(status.done);
    next_->setText(player_.current() + 1 < player_.count() ? tr("Next") : tr("End"));
    choose_space(QApplication::focusWidget());
}

/// The verdict is below the question; whoever answered wants to see it.
void LessonPanel::scroll_to_news()
{
    QTimer::singleShot(0, this, [this] {
        area_->ensureWidgetVisible(verdict_);
        if (!choice_->isHidden() || !curve_->isHidden())
            setFocus();
    });
}

/// Later: a window that hides walks over its children, and the frames are some of them.
void LessonPanel::clear_highlight()
{
    for (const QPointer<HighlightFrame>& frame : frames_)
        if (frame) {
            frame->hide();
            frame->deleteLater();
        }
    frames_.clear();
}

void LessonPanel::refresh_highlight()
{
    clear_highlight();
    if (!isVisible() || !player_.is_open())
        return;
    for (const QString& name : player_.step().highlight)
        if (auto* target = window()->findChild<QWidget*>(name))
            frames_.emplace_back(new HighlightFrame(*target));
}

}  // namespace ttt
