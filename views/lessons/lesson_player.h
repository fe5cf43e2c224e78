// A lesson that is being played: which step, which are done, what was answered. No widgets.
#pragma once

#include "views/lessons/lesson_stage.h"

#include <QObject>
#include <QSet>

namespace ttt {

/// An answer as it is stored: option texts, or JSON arrays of a curve's points.
struct LessonReply {
    QString answer;
    QString truth;
    double score = 0;  // 1: right
};

/// GUI thread; the stage outlives it.
class LessonPlayer : public QObject {
    Q_OBJECT
public:
    explicit LessonPlayer(LessonStage& stage, QObject* parent = nullptr);

    /// Enters a step at once. `replies` by step id, as they were given before; `completed` ids of steps done before.
    void open(Lesson lesson, QMap<QString, LessonReply> replies, const QSet<QString>& completed, int step = 0);
    void leave();

    bool is_open() const { return current_ >= 0; }
    const Lesson& lesson() const { return lesson_; }
    int current() const { return current_; }
    int count() const { return static_cast<int>(lesson_.steps.size()); }
    const LessonStep& step() const { return lesson_.steps[static_cast<std::size_t>(current_)]; }
    bool is_completed(int step) const;
    /// A question is open: what would answer it should not be seen.
    bool asks() const { return is_open() && step().ask.kind != LessonAsk::Kind::none && !reply(); }
    bool is_all_completed() const;
    QSet<QString> completed() const { return completed_; }
    const LessonReply* reply() const;  // to the question of the current step; null: none yet

    /// Any step, done or not; out of range: nothing happens.
    void go(int step);
    /// Only from a completed step; after the last one the lesson is left.
    void next();
    void back() { go(current_ - 1); }

    QString waits_for() const { return stage_.waits_for(); }
    LessonTruth truth() const { return stage_.truth(step().ask); }

    /// An option's text, or the points of a curve. The first answer counts; later ones are not taken.
    void answer(const QString& option);
    void answer(const std::vector<double>& points);

public Q_SLOTS:
    void look();  // something changed outside

Q_SIGNALS:
    void opened();
    void entered(int step);
    void looked();  // state of the current step may have changed
    void completed_step(int step);
    void answered(int step);  // reply() has it
    void left();

private:
    void take(LessonReply reply);

    LessonStage& stage_;
    Lesson lesson_;
    int current_ = -1;
    QSet<QString> completed_;
    QMap<QString, LessonReply> replies_;
};

}  // namespace ttt
