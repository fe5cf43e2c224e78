// The bar at the bottom: plays a run, scrubs it, says where it is.
#pragma once

#include "views/timeline/playback.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QActionGroup;
class QLabel;

namespace ttt {

class RunModel;
class Scrubber;
class Selection;
class TimelineButton;

/// GUI thread; run model and selection outlive it. It moves RunModel::shown_steps() and nothing else. While a run is
/// live, to play means to follow what arrives, to pause holds the playhead where it is.
/// Keys: Space plays, Left/Right one chunk, PageUp/PageDown ten, Home/End, L loops, [ and ] change the speed.
class Timeline : public QWidget {
    Q_OBJECT
public:
    using Clock = std::function<double()>;  // seconds; never goes back

    Timeline(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    void play();  // at the end: from the start
    void pause();
    void toggle();
    void step(int chunks);  // pauses
    void set_speed(double speed);
    void set_loop(bool loop);
    void set_pace(Pace pace);
    bool is_playing() const { return playing_; }
    double speed() const { return speed_; }
    bool loops() const { return loops_; }
    Pace pace() const { return pace_; }

    void set_clock(Clock clock) { clock_ = std::move(clock); }
    Scrubber& scrubber() { return *scrubber_; }

Q_SIGNALS:
    void playing_changed(bool playing);
    void speed_changed(double speed);
    void loop_changed(bool loop);
    void pace_changed(ttt::Pace pace);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void make_buttons();
    void make_speed_menu();
    void set_playing(bool playing);
    void show_steps(std::int64_t steps);  // by the user: playing goes on from there
    void rebuild_playback();
    void tick();
    void follow_run();
    bool play_key(int key);
    void show_state();
    QString place_text(std::int64_t shown, std::int64_t total) const;

    RunModel& run_;
    TimelineButton *start_, *back_, *play_, *forward_, *end_, *speed_button_, *loop_;
    Scrubber* scrubber_;
    QLabel* place_;
    QActionGroup *speed_group_, *pace_group_;
    QTimer timer_;
    Clock clock_;
    Playback playback_;
    Pace pace_ = Pace::whole_run;
    double speed_ = 1;
    double last_tick_ = 0;  // clock seconds
    bool loops_ = false;
    bool playing_ = false;
};

/// Seconds of every chunk that has arrived: forward + update + probes.
std::vector<double> recorded_seconds(const RunModel& run);

}  // namespace ttt
