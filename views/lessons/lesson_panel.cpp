#include "views/lessons/lesson_panel.h"

#include "views/lessons/choice_ask.h"
#include "views/lessons/curve_ask.h"
#include "views/lessons/highlight_frame.h"
#include "views/lessons/lesson_player.h"
#include "views/lessons/lesson_words.h"
#include "views/lessons/step_dots.h"
#include "views/theme.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QTextEdit>
#include <QTimer>
#include <QVBoxLayout>

namespace ttt {

namespace {

constexpr int letters_wide = 54;  // of the panel

QLabel* text_label(QVBoxLayout* box)
{
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    box->addWidget(label);
    return label;
}

/// A palette of its own would be lost when the program's style sheet changes.
QString coloured(const QString& words, const QColor& colour)
{
    return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(colour.name(), words.toHtmlEscaped());
}

/// Of a widget that does something of its own with Space.
bool wants_space(const QWidget* widget)
{
    for (; widget && !widget->isWindow(); widget = widget->parentWidget())
        if (qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
            qobject_cast<const QTextEdit*>(widget) || qobject_cast<const QComboBox*>(widget) ||
            qobject_cast<const QAbstractSpinBox*>(widget) || widget->inherits("ttt::Timeline"))
            return true;
    return false;
}

/// Where the arrow keys of a panel work; else its first control.
QWidget* keyboard_target(const QWidget& panel)
{
    QWidget* control = nullptr;
    for (QWidget* child : panel.findChildren<QWidget*>()) {
        const bool takes_keys = (child->focusPolicy() & Qt::TabFocus) && child->isVisible() && child->isEnabled();
        if (!takes_keys || qobject_cast<QScrollBar*>(child))
            continue;
        if (!qobject_cast<QAbstractButton*>(child))
            return child;
        control = control ? control : child;
    }
    return control;
}

} // namespace

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
    connect(choice_, &ChoiceAsk::committed, this, [this](const QString& option) {
        if (!is_name_missing())
            player_.answer(option);
    });
    connect(curve_, &CurveAsk::committed, this, [this](const std::vector<double>& points) {
        if (!is_name_missing())
            player_.answer(points);
    });
}

LessonPanel::~LessonPanel()
{
    disconnect(focus_);
    clear_highlight();
}

QSize LessonPanel::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * letters_wide, fontMetrics().height() * 40};
}

void LessonPanel::make_text()
{
    auto* body = new QWidget;
    auto* box = new QVBoxLayout(body);
    const int gap = fontMetrics().height();
    box->setContentsMargins(gap, gap, gap, gap);
    box->setSpacing(gap / 2);
    title_ = text_label(box);
    QFont large = title_->font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    title_->setFont(large);
    title_->setTextFormat(Qt::PlainText);
    place_ = text_label(box);
    box->addSpacing(gap / 3);
    text_ = text_label(box);
    QFont reading = text_->font();
    reading.setPointSizeF(reading.pointSizeF() * 1.06);
    text_->setFont(reading);
    question_ = text_label(box);
    question_->setFont(reading);
    before_ = text_label(box);
    before_->setFont(reading);
    make_learner_row();
    box->addWidget(learner_row_);
    box->addWidget(choice_);
    box->addWidget(curve_);
    verdict_ = text_label(box);
    verdict_->setFont(reading);
    box->addStretch(1);
    area_->setWidget(body);
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area_->setFocusPolicy(Qt::NoFocus);
    area_->viewport()->setAutoFillBackground(false);
    body->setAutoFillBackground(false);
}

void LessonPanel::make_learner_row()
{
    learner_row_ = new QWidget;
    auto* row = new QVBoxLayout(learner_row_);
    row->setContentsMargins({});
    auto* label = new QLabel(tr("Your name, for the teacher:"));
    learner_ = new QLineEdit;
    learner_->setObjectName(QStringLiteral("learner"));
    learner_->setPlaceholderText(tr("may stay empty"));
    learner_->setToolTip(tr("It is stored with your answers in the session file on this computer. Enter goes on."));
    label->setBuddy(learner_);
    row->addWidget(label);
    row->addWidget(learner_);
    learner_row_->hide();
    connect(learner_, &QLineEdit::returnPressed, this, &LessonPanel::name_given);
}

void LessonPanel::make_foot()
{
    auto* line = new QFrame;
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    layout()->addWidget(line);
    auto* foot = new QWidget;
    auto* box = new QVBoxLayout(foot);
    const int gap = fontMetrics().height() / 2;
    box->setContentsMargins(2 * gap, gap, 2 * gap, gap);
    status_ = text_label(box);
    status_->setObjectName(QStringLiteral("lesson_status"));
    status_->setMinimumHeight(fontMetrics().lineSpacing() * 3);
    auto* row = new QHBoxLayout;
    back_ = new QPushButton(tr("Back"));
    back_->setToolTip(tr("The step before (Backspace or Alt+Left)"));
    next_ = new QPushButton(tr("Next"));
    next_->setToolTip(tr("The next step, once this one is done (Space)"));
    for (QPushButton* button : {back_, next_})
        button->setAutoDefault(false);
    row->addWidget(back_);
    row->addStretch(1);
    row->addWidget(next_);
    box->addLayout(row);
    dots_ = new StepDots(player_);
    box->addWidget(dots_);
    layout()->addWidget(foot);
    connect(back_, &QPushButton::clicked, &player_, &LessonPlayer::back);
    connect(next_, &QPushButton::clicked, &player_, &LessonPlayer::next);
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
    before_->setText(QStringLiteral("<p style=\"line-height:135%\"><i>%1</i> <b>____</b></p>").arg(truth.before.toHtmlEscaped()));
    if (asks && !draws && (open || reply)) {
        const QStringList options = truth.options.isEmpty() && reply ? QStringList{reply->truth} : truth.options;
        if (choice_->options() != options)
            choice_->set_options(options);
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

void LessonPanel::clear_highlight()
{
    for (const QPointer<HighlightFrame>& frame : frames_)
        delete frame;
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

void LessonPanel::take_focus()
{
    if (!isVisible() || !player_.is_open())
        return;
    const bool open = !player_.reply();
    if (open && learner_row_->isVisible())
        learner_->setFocus();
    else if (open && choice_->isVisible() && !choice_->options().isEmpty())
        choice_->setFocus();
    else if (open && curve_->isVisible())
        curve_->setFocus();
    else
        setFocus();
}

void LessonPanel::go_to_framed()
{
    for (const QPointer<HighlightFrame>& frame : frames_)
        if (QWidget* target = frame && frame->target() ? keyboard_target(*frame->target()) : nullptr) {
            target->setFocus(Qt::ShortcutFocusReason);
            return;
        }
}

void LessonPanel::choose_space(QWidget* focused)
{
    space_->setEnabled(isVisible() && player_.is_open() && player_.is_completed(player_.current()) &&
                       !wants_space(focused));
}

void LessonPanel::keyPressEvent(QKeyEvent* event)
{
    QScrollBar* bar = area_->verticalScrollBar();
    switch (event->key()) {
    case Qt::Key_Backspace: return player_.back();
    case Qt::Key_Return:
    case Qt::Key_Enter: return go_to_framed();
    case Qt::Key_PageDown: return bar->setValue(bar->value() + bar->pageStep());
    case Qt::Key_PageUp: return bar->setValue(bar->value() - bar->pageStep());
    case Qt::Key_Down: return bar->setValue(bar->value() + bar->singleStep());
    case Qt::Key_Up: return bar->setValue(bar->value() - bar->singleStep());
    default: return QWidget::keyPressEvent(event);
    }
}

void LessonPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && player_.is_open() && dots_)
        refresh_status();
}

void LessonPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh_highlight();
    if (player_.is_open())
        refresh_status();
}

void LessonPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    clear_highlight();
    space_->setEnabled(false);
}

} // namespace ttt
