// The parts of the lesson's panel.
#include "views/lessons/choice_ask.h"
#include "views/lessons/curve_ask.h"
#include "views/lessons/drawing_view.h"
#include "views/lessons/lesson_panel.h"
#include "views/lessons/lesson_player.h"
#include "views/lessons/step_dots.h"
#include "views/plain_text.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ttt {

namespace {

constexpr int letters_wide = 52;  // of the panel
constexpr double largest_drawing = 1.4;

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

}  // namespace

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
    drawing_ = new DrawingView(largest_drawing);
    box->addWidget(drawing_);
    drawing_->hide();
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
    auto* label = new PlainLabel(tr("Your name, for the teacher:"));
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

}  // namespace ttt
