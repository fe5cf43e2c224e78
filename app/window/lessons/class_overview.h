// What a class answered, in a window of its own: questions as a table, the answers to the chosen one drawn below.
#pragma once

#include "app/class_answers.h"
#include "app/window/lessons/lesson_files.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace ttt {

class AnswerChart;

/// Lives until it is closed. GUI thread.
class ClassOverview : public QWidget {
    Q_OBJECT
public:
    /// `lessons` give titles, questions and axes; answers to unknown ones are shown all the same.
    ClassOverview(QString folder, ClassAnswers answers, const std::vector<LessonFile>& lessons,
                  QWidget* parent = nullptr);

    QTableWidget& table() { return *table_; }

private:
    void fill();
    void choose(int row);
    void copy() const;
    const LessonStep* step_of(const ClassStep& answers) const;
    QString title_of(const ClassStep& answers) const;

    QString folder_;
    ClassAnswers answers_;
    std::vector<Lesson> lessons_;
    QTableWidget* table_;
    QLabel* head_;
    QLabel* question_;
    AnswerChart* chart_;
};

void show_class_overview(const QString& folder, const ClassAnswers& answers, const std::vector<LessonFile>& lessons);

}  // namespace ttt
