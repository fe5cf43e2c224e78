// What is true of the shown run: the place that a lesson means, the options of a question, the points of a curve.
#pragma once

#include "views/lessons/lesson.h"
#include "views/selection.h"

namespace ttt {

class RunModel;

/// A question with all that the run adds to it.
struct LessonTruth {
    QString problem;             // why it can't be asked yet: a sentence; empty: it can
    QString before;              // of token: the text up to the gap
    QStringList options;         // of choice and token
    int right = -1;              // in options
    std::vector<double> points;  // of curve
};

/// The place in the run; Place{}: it is not there, or not read yet.
Place place_in(const RunModel& run, const LessonPlace& place);

/// Pure in the run and the question: asked again it says the same.
LessonTruth truth_of(const RunModel& run, const LessonAsk& ask);

/// `points` means over equal parts of the run's chunks; empty when the run has no such numbers.
std::vector<double> curve_of(const RunModel& run, const LessonAsk& ask);

/// 1: the same curve; 0: half of the axis off in the mean, or more. Both as long as each other.
double curve_score(const std::vector<double>& sketch, const std::vector<double>& truth, double from, double to);

/// A curve as it is stored: a JSON array. points_of() of anything else is empty.
QString text_of_points(const std::vector<double>& points);
std::vector<double> points_of(const QString& text);

}  // namespace ttt
