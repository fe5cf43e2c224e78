#include "views/timeline/timeline.h"

#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/run_model.h"
#include "views/theme.h"
#include "views/timeline/scrubber.h"
#include "views/timeline/timeline_button.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ttt {

namespace {

constexpr int tick_ms = 16;
constexpr int big_step = 10;  // chunks of PageUp and PageDown
constexpr int margin = 8;

double steady_seconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

QString speed_text(double speed)
{
    return QString::number(speed) + u'×';
}

}  // namespace

std::vector<double> recorded_seconds(const RunModel& run)
{
    constexpr double ms = 1e-3;
    std::vector<double> seconds(static_cast<std::size_t>(run.step_count()));
    for (const Metric metric : {Metric::forward_ms, Metric::update_ms, Metric::probe_ms}) {
        const auto values = run.metric(metric);
        for (std::size_t step = 0; step < values.size(); ++step)
            if (std::isfinite(values[step]))
                seconds[step] += ms * values[step];
    }
    return seconds;
}

Timeline::Timeline(RunModel& run, Selection& selection, QWidget* parent)
    : QWidget(parent), run_(run), scrubber_(new Scrubber(run, selection, this)), place_(new PlainLabel(this)),
      clock_(steady_seconds)
{
    setAccessibleName(tr("Timeline"));
    make_buttons();
    make_speed_menu();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(margin, margin / 2, margin, margin / 2);
    row->setSpacing(margin);
    for (QWidget* part : std::initializer_list<QWidget*>{start_, back_, play_, forward_, end_, speed_button_, loop_})
        row->addWidget(part, 0, Qt::AlignVCenter);
    row->addWidget(scrubber_, 1);
    row->addWidget(place_);
    setFocusProxy(scrubber_);
    timer_.setInterval(tick_ms);
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &Timeline::tick);
    connect(scrubber_, &Scrubber::scrubbed, this, &Timeline::show_steps);
    connect(&run, &RunModel::started, this, &Timeline::follow_run);
    connect(&run, &RunModel::ended, this, &Timeline::follow_run);
    connect(&run, &RunModel::shown_changed, this, &Timeline::show_state);
    follow_run();
}

void Timeline::make_buttons()
{
    start_ = new TimelineButton(Sign::start, tr("To the start"), tr("To the start of the run (Home)."), this);
    end_ = new TimelineButton(Sign::end, tr("To the end"), tr("To the end: show everything (End)."), this);
    back_ = new TimelineButton(Sign::step_back, tr("One step back"), tr("One chunk or batch back (Left; PageUp ten)."),
                               this);
    play_ = new TimelineButton(Sign::play, tr("Play"),
                               tr("Plays the run from the playhead; while a run is live, follows "
                                  "it (Space)."),
                               this);
    forward_ = new TimelineButton(Sign::step_forward, tr("One step forward"),
                                  tr("One chunk or batch forward (Right; PageDown ten)."), this);
    speed_button_ =
        new TimelineButton(Sign::none, tr("Speed"), tr("How fast the run is played ([ slower, ] faster)."), this);
    loop_ = new TimelineButton(Sign::loop, tr("Loop"), tr("At the end, goes on from the start (L)."), this);
    loop_->setCheckable(true);
    connect(start_, &QToolButton::clicked, this, [this] { show_steps(0); });
    connect(end_, &QToolButton::clicked, this, [this] { show_steps(run_.step_count()); });
    connect(back_, &QToolButton::clicked, this, [this] { step(-1); });
    connect(play_, &QToolButton::clicked, this, &Timeline::toggle);
    connect(forward_, &QToolButton::clicked, this, [this] { step(1); });
    connect(loop_, &QToolButton::toggled, this, &Timeline::set_loop);
}

void Timeline::make_speed_menu()
{
    auto* menu = new QMenu(speed_button_);
    speed_group_ = new QActionGroup(this);
    pace_group_ = new QActionGroup(this);
    const auto add = [menu](QActionGroup* group, const QString& text, const QVariant& value) {
        QAction* action = group->addAction(text);
        action->setCheckable(true);
        action->setData(value);
        menu->addAction(action);
        return action;
    };
    for (const double speed : speeds())
        add(speed_group_, speed_text(speed), speed)->setChecked(speed == speed_);
    menu->addSeparator();
    add(pace_group_, tr("1×: the whole run in %1 s").arg(whole_run_seconds), static_cast<int>(Pace::whole_run))
        ->setChecked(true);
    add(pace_group_, tr("1×: as it ran (forward + update + probes)"), static_cast<int>(Pace::as_recorded));
    speed_button_->setMenu(menu);
    speed_button_->setText(speed_text(speed_));
    connect(speed_group_, &QActionGroup::triggered, this,
            [this](QAction* action) { set_speed(action->data().toDouble()); });
    connect(pace_group_, &QActionGroup::triggered, this,
            [this](QAction* action) { set_pace(static_cast<Pace>(action->data().toInt())); });
}

void Timeline::play()
{
    if (run_.step_count() == 0 && !run_.is_running())
        return;
    if (run_.is_running())
        run_.set_shown_steps(run_.step_count());
    else if (run_.shown_steps() >= run_.step_count())
        run_.set_shown_steps(0);
    set_playing(true);
}

void Timeline::pause()
{
    if (run_.is_running())
        run_.hold();
    set_playing(false);
}

void Timeline::toggle()
{
    playing_ ? pause() : play();
}

void Timeline::set_playing(bool playing)
{
    if (playing && !run_.is_running()) {
        rebuild_playback();
        last_tick_ = clock_();
        timer_.start();
    } else {
        timer_.stop();
    }
    if (playing == playing_)
        return;
    playing_ = playing;
    show_state();
    Q_EMIT playing_changed(playing_);
}

void Timeline::rebuild_playback()
{
    playback_ = pace_ == Pace::whole_run ? Playback::whole_run(run_.step_count())
                                         : Playback::as_recorded(recorded_seconds(run_));
    playback_.go_to(run_.shown_steps());
}

/// Elapsed time and not ticks counted, so that a slow machine skips chunks and keeps the speed.
void Timeline::tick()
{
    const double now = clock_();
    playback_.advance((now - last_tick_) * speed_, loops_);
    last_tick_ = now;
    run_.set_shown_steps(playback_.step());
    if (playback_.at_end())
        pause();
}

void Timeline::step(int chunks)
{
    const std::int64_t shown = run_.shown_steps();
    pause();
    show_steps(shown + chunks);
}

void Timeline::show_steps(std::int64_t steps)
{
    run_.set_shown_steps(steps);
    if (run_.is_running())
        return set_playing(run_.follows());
    if (playing_)
        playback_.go_to(run_.shown_steps());
}

void Timeline::set_speed(double speed)
{
    if (!(speed > 0) || speed == speed_)
        return;
    if (timer_.isActive())
        tick();  // what has passed, at the speed it passed with
    speed_ = speed;
    speed_button_->setText(speed_text(speed));
    for (QAction* action : speed_group_->actions())
        action->setChecked(action->data().toDouble() == speed);
    Q_EMIT speed_changed(speed);
}

void Timeline::set_loop(bool loop)
{
    if (loop == loops_)
        return;
    loops_ = loop;
    loop_->setChecked(loop);
    Q_EMIT loop_changed(loop);
}

void Timeline::set_pace(Pace pace)
{
    if (pace == pace_)
        return;
    pace_ = pace;
    pace_group_->actions().at(static_cast<int>(pace))->setChecked(true);
    if (timer_.isActive())
        rebuild_playback();
    Q_EMIT pace_changed(pace);
}

/// A run that starts is followed; when it ends, nothing plays any more.
void Timeline::follow_run()
{
    set_playing(run_.is_running() && run_.follows());
    show_state();
}

QString Timeline::place_text(std::int64_t shown, std::int64_t total) const
{
    return tr("%1 %2 of %3").arg(words_of_kind(run_.header().kind).step, grouped(shown), grouped(total));
}

void Timeline::show_state()
{
    const std::int64_t total = scrubber_->total();
    place_->setMinimumWidth(place_->fontMetrics().horizontalAdvance(place_text(total, total)));
    place_->setText(total == 0 ? tr("no run") : place_text(run_.shown_steps(), total));
    place_->setToolTip(scrubber_->unread() > 0
                           ? tr("What is shown, of what was read; %1 more were not.").arg(grouped(scrubber_->unread()))
                           : tr("What is shown, of all of the run."));
    scrubber_->setAccessibleDescription(place_->text());
    play_->set_sign(playing_ ? Sign::pause : Sign::play);
    play_->setAccessibleName(playing_ ? tr("Pause") : tr("Play"));
    for (QWidget* part : std::initializer_list<QWidget*>{start_, back_, play_, forward_, end_})
        part->setEnabled(total > 0);
}

bool Timeline::play_key(int key)
{
    switch (key) {
    case Qt::Key_Space:
        toggle();
        return true;
    case Qt::Key_L:
        set_loop(!loops_);
        return true;
    case Qt::Key_BracketLeft:
        set_speed(slower(speed_));
        return true;
    case Qt::Key_BracketRight:
        set_speed(faster(speed_));
        return true;
    default:
        return false;
    }
}

void Timeline::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1);
    case Qt::Key_Right:
        return step(1);
    case Qt::Key_PageUp:
        return step(-big_step);
    case Qt::Key_PageDown:
        return step(big_step);
    case Qt::Key_Home:
        return show_steps(0);
    case Qt::Key_End:
        return show_steps(run_.step_count());
    default:
        break;
    }
    if (!play_key(event->key()))
        QWidget::keyPressEvent(event);
}

void Timeline::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), theme(palette()).panel);
}

}  // namespace ttt
