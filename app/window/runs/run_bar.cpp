#include "app/window/runs/run_bar.h"

#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"

#include <QAction>
#include <QEvent>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <cmath>

namespace ttt {

namespace {

QToolButton* add_menu_button(QToolBar* bar, QMenu* menu, const QString& name)
{
    auto* button = new QToolButton;
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(name);
    bar->addWidget(button);
    return button;
}

void add_action_button(QToolBar* bar, QAction* action, const char* name)
{
    bar->addAction(action);
    auto* button = qobject_cast<QToolButton*>(bar->widgetForAction(action));
    button->setObjectName(QString::fromLatin1(name));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
}

/// The whole path is in the tip.
QString short_name(const QString& name)
{
    constexpr int most = 28, end = 10;  // letters
    return name.size() <= most ? name : name.left(most - end) + u'…' + name.right(end);
}

}  // namespace

QString time_left(double seconds)
{
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    if (whole < 60)
        return RunBar::tr("%1 s left").arg(whole);
    return RunBar::tr("%1 min %2 s left").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

RunBar::RunBar(const RunController& controller, const RunActions& actions, QMenu* inputs, QMenu* models,
               QWidget* parent)
    : QToolBar(tr("Run"), parent), controller_(controller), progress_(new QProgressBar), words_(new PlainLabel)
{
    setObjectName(QStringLiteral("run_bar"));
    setMovable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    input_ = add_menu_button(this, inputs, tr("Document or images"));
    model_ = add_menu_button(this, models, tr("Model"));
    add_action_button(this, actions.run, "run_button");
    add_action_button(this, actions.pause, "pause_button");
    add_action_button(this, actions.cancel, "cancel_button");
    progress_->setTextVisible(false);
    progress_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    progress_->setFixedHeight(6);
    progress_->setAccessibleName(tr("Progress of the run"));
    addWidget(progress_);
    words_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    words_->setWordWrap(true);
    words_->setObjectName(QStringLiteral("run_words"));
    addWidget(words_);
    set_input(RunKind::document, {}, {});
    set_model({}, {});
    refresh();
}

/// Wide enough for the longest words where there is room, so that the bar beside them keeps its place; else two lines.
void RunBar::resizeEvent(QResizeEvent* event)
{
    QToolBar::resizeEvent(event);
    const int whole =
        fontMetrics().horizontalAdvance(QStringLiteral("chunk 1,000 of 1,000 · 10,000 tokens/s · 59 min 59 s left "));
    constexpr int part = 4;  // of the bar
    const bool is_wide = width() / part >= whole;
    words_->setFixedWidth(is_wide ? whole : whole * 4 / 9);
    progress_->setMinimumWidth(is_wide ? words_->height() : 1);
}

void RunBar::changeEvent(QEvent* event)
{
    QToolBar::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

void RunBar::set_estimate(const QString& words)
{
    if (std::exchange(estimate_, words) != words)
        refresh();
}

void RunBar::set_input(RunKind kind, const QString& name, const QString& tip)
{
    const QString none = kind == RunKind::images ? tr("Images: none ") : tr("Document: none ");
    const QString words = kind == RunKind::images ? tr("Images: %1 ") : tr("Document: %1 ");
    input_->setText(name.isEmpty() ? none : words.arg(short_name(name)));
    input_->setToolTip(tip);
}

void RunBar::set_model(const QString& name, const QString& facts)
{
    model_->setText(name.isEmpty() ? tr("Model: none ") : tr("Model: %1 ").arg(short_name(name)));
    model_->setToolTip(facts);
}

void RunBar::refresh()
{
    const RunProgress progress = controller_.progress();
    const bool waiting = controller_.activity() == Activity::starting;
    progress_->setRange(0, waiting ? 0 : static_cast<int>(std::max<std::int64_t>(1, progress.total_steps)));
    progress_->setValue(static_cast<int>(progress.steps));
    words_->setText(words());
}

QString RunBar::words() const
{
    const RunProgress progress = controller_.progress();
    const KindWords kind = words_of_kind(controller_.kind());
    const QString chunks = tr("%1 %2 of %3").arg(kind.step, grouped(progress.steps), grouped(progress.total_steps));
    const QString rate = tr("%1 %2/s").arg(grouped(std::llround(progress.items_per_second)), kind.items);
    switch (controller_.activity()) {
    case Activity::starting:
        return tr("loading the model …");
    case Activity::opening:
        return tr("reading %1").arg(chunks);
    case Activity::following:
        return progress.items_per_second > 0 ? tr("following %1 · %2").arg(chunks, rate)
                                             : tr("following %1").arg(chunks);
    case Activity::paused:
        return tr("%1 · paused").arg(chunks);
    case Activity::cancelling:
        return tr("%1 · cancelling …").arg(chunks);
    case Activity::running:
        return progress.items_per_second > 0
                   ? QStringList{chunks, rate, time_left(progress.seconds_left)}.join(QStringLiteral(" · "))
                   : chunks;
    case Activity::idle:
        break;
    }
    if (controller_.shows_no_run() && !estimate_.isEmpty())
        return estimate_;
    return progress.total_steps > 0 ? chunks : tr("no run yet");
}

}  // namespace ttt
