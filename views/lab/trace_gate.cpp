#include "views/lab/trace_gate.h"

#include "views/lab_model.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/run_model.h"
#include "views/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace ttt {

namespace {

constexpr int most_letters = 64;  // of a line of the sentence
constexpr int fine_steps = 1000;  // of the bar

}  // namespace

TraceGate::TraceGate(const RunModel& run, LabModel& lab, const QString& promise, QWidget* content, QWidget* parent)
    : QWidget(parent), run_(run), lab_(lab), promise_(promise), content_(content), closed_(new QWidget(this)),
      sentence_(new PlainLabel(closed_)), problem_(new PlainLabel(closed_)),
      button_(new QPushButton(tr("Trace the writes"), closed_)), progress_(new QProgressBar(closed_))
{
    arrange();
    button_->setToolTip(tr("Reads the text of this run again, frozen and adapted, and keeps what every chunk wrote: "
                           "about as long as the run itself."));
    connect(button_, &QPushButton::clicked, &lab_, &LabModel::ask_reading);
    connect(&lab_, &LabModel::state_changed, this, &TraceGate::follow);
    connect(&run_, &RunModel::started, this, &TraceGate::follow);
    colour();
    follow();
}

void TraceGate::arrange()
{
    auto* line = new QVBoxLayout(closed_);
    line->setSpacing(fontMetrics().height() / 2);
    line->addStretch(1);
    for (QLabel* label : {sentence_, problem_}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setMaximumWidth(most_letters * fontMetrics().averageCharWidth());
        auto* row = new QHBoxLayout;
        row->addWidget(label, 1);
        line->addLayout(row);
    }
    line->addWidget(button_, 0, Qt::AlignHCenter);
    line->addWidget(progress_, 0, Qt::AlignHCenter);
    line->addStretch(1);
    progress_->setTextVisible(false);
    progress_->setRange(0, fine_steps);
    progress_->setFixedSize(most_letters / 2 * fontMetrics().averageCharWidth(), fontMetrics().height() / 2);
    progress_->setAccessibleName(tr("Reading the text again"));
    auto* stack = new QVBoxLayout(this);
    stack->setContentsMargins({});
    stack->addWidget(closed_);
    stack->addWidget(content_);
}

bool TraceGate::is_open() const
{
    return lab_.state() == LabState::ready;
}

QString TraceGate::words() const
{
    switch (lab_.state()) {
    case LabState::closed:
        return lab_.problem().isEmpty() ? tr("Open a run to look into what it learned.") : lab_.problem();
    case LabState::idle:
        return promise_;
    case LabState::reading:
        return tr("Reading the text again: %1 of %2 tokens")
            .arg(grouped(lab_.progress()), grouped(lab_.progress_total()));
    case LabState::ready:
        break;
    }
    return {};
}

void TraceGate::follow()
{
    const bool opens = is_open() && content_->isHidden();
    sentence_->setText(words());
    setAccessibleDescription(words());
    const QString problem = lab_.state() == LabState::idle ? lab_.problem() : QString();
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    button_->setVisible(lab_.state() == LabState::idle);
    progress_->setVisible(lab_.state() == LabState::reading);
    if (lab_.progress_total() > 0)
        progress_->setValue(static_cast<int>(fine_steps * lab_.progress() / lab_.progress_total()));
    const bool had_focus = isAncestorOf(focusWidget()) && hasFocus();
    closed_->setVisible(!is_open());
    content_->setVisible(is_open());
    setFocusProxy(is_open() ? content_ : lab_.state() == LabState::idle ? static_cast<QWidget*>(button_) : nullptr);
    if (had_focus)
        setFocus();
    if (opens)
        Q_EMIT opened();
    update();
}

void TraceGate::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && button_->isVisibleTo(this))
        button_->click();
    else
        QWidget::keyPressEvent(event);
}

void TraceGate::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter(this).fillRect(rect(), colours.panel);
}

void TraceGate::colour()
{
    set_ink(*sentence_, theme(palette()).muted);
    set_ink(*problem_, theme(palette()).warning);
}

void TraceGate::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void set_ink(QLabel& label, const QColor& colour)
{
    QPalette palette;
    palette.setColor(QPalette::WindowText, colour);
    label.setPalette(palette);
}

}  // namespace ttt
