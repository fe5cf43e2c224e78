#include "views/lessons/lesson_player.h"

#include <algorithm>
#include <utility>

namespace ttt {

LessonPlayer::LessonPlayer(LessonStage& stage, QObject* parent) : QObject(parent), stage_(stage) {}

void LessonPlayer::open(Lesson lesson, QMap<QString, LessonReply> replies, const QSet<QString>& completed, int step)
{
    lesson_ = std::move(lesson);
    replies_ = std::move(replies);
    completed_ = completed;
    current_ = -1;
    Q_EMIT opened();
    go(std::clamp(step, 0, count() - 1));
}

void LessonPlayer::leave()
{
    if (!is_open())
        return;
    current_ = -1;
    Q_EMIT left();
}

bool LessonPlayer::is_completed(int step) const
{
    return step >= 0 && step < count() && completed_.contains(lesson_.steps[static_cast<std::size_t>(step)].id);
}

bool LessonPlayer::is_all_completed() const
{
    return std::all_of(lesson_.steps.begin(), lesson_.steps.end(),
                       [this](const LessonStep& step) { return completed_.contains(step.id); });
}

const LessonReply* LessonPlayer::reply() const
{
    const auto found = replies_.find(step().id);
    return found == replies_.end() ? nullptr : &*found;
}

void LessonPlayer::go(int step)
{
    if (step < 0 || step >= count() || step == current_)
        return;
    current_ = step;
    stage_.apply(lesson_.state_at(step));
    Q_EMIT entered(step);
    look();
}

void LessonPlayer::next()
{
    if (!is_open() || !is_completed(current_))
        return;
    current_ + 1 < count() ? go(current_ + 1) : leave();
}

void LessonPlayer::look()
{
    if (!is_open())
        return;
    const LessonStep& now = step();
    const bool answered_it = now.ask.kind == LessonAsk::Kind::none || reply();
    const bool done = answered_it && stage_.waits_for().isEmpty() && stage_.is_reached(now.goal);
    if (done && !completed_.contains(now.id)) {
        completed_.insert(now.id);
        Q_EMIT completed_step(current_);
    }
    Q_EMIT looked();
}

void LessonPlayer::answer(const QString& option)
{
    if (!is_open() || reply())
        return;
    const LessonTruth truth = stage_.truth(step().ask);
    if (!truth.problem.isEmpty() || !truth.options.contains(option))
        return;
    const QString right = truth.options.value(truth.right);
    take({option, right, option == right ? 1.0 : 0.0});
}

void LessonPlayer::answer(const std::vector<double>& points)
{
    if (!is_open() || reply())
        return;
    const LessonTruth truth = stage_.truth(step().ask);
    if (!truth.problem.isEmpty() || truth.points.size() != points.size())
        return;
    take({text_of_points(points), text_of_points(truth.points),
          curve_score(points, truth.points, step().ask.y_from, step().ask.y_to)});
}

void LessonPlayer::take(LessonReply reply)
{
    replies_.insert(step().id, std::move(reply));
    Q_EMIT answered(current_);
    look();
}

}  // namespace ttt
