// The answers of a class to one question: sketched curves over each other with the measured one, or options as bars.
#pragma once

#include "views/lessons/lesson.h"

#include <QWidget>

#include <vector>

namespace ttt {

struct ShownAnswer {
    QString learner;
    QString answer;  // as LessonReply
    QString truth;
    double score = 0;
};

/// How often an option was picked.
struct OptionCount {
    QString option;
    int count = 0;
    bool right = false;
};

/// GUI thread.
class AnswerChart : public QWidget {
    Q_OBJECT
public:
    explicit AnswerChart(QWidget* parent = nullptr);

    /// `ask` names axes and options; a default one does for a question that is no longer known.
    void set_answers(const LessonAsk& ask, std::vector<ShownAnswer> answers);
    /// In the order of the question, then by count; empty for curves.
    std::vector<OptionCount> counts() const;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool has_curves() const;
    void paint_curves(QPainter& painter);
    void paint_bars(QPainter& painter);
    std::pair<double, double> range() const;

    LessonAsk ask_;
    std::vector<ShownAnswer> answers_;
};

}  // namespace ttt
