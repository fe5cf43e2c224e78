#include "app/window/lessons/class_overview.h"

#include "app/window/tables/table_window.h"
#include "views/lessons/answer_chart.h"
#include "views/lessons/lesson_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include <cmath>

namespace ttt {

namespace {

QString share(std::int64_t part, std::size_t whole)
{
    return whole == 0 ? QString(no_value)
                      : QStringLiteral("%1 %").arg(
                            std::lround(100.0 * static_cast<double>(part) / static_cast<double>(whole)));
}

}  // namespace

ClassOverview::ClassOverview(QString folder, ClassAnswers answers, const std::vector<LessonFile>& lessons,
                             QWidget* parent)
    : QWidget(parent, Qt::Window), folder_(std::move(folder)), answers_(std::move(answers)), table_(new QTableWidget),
      head_(new PlainLabel), question_(new PlainLabel), chart_(new AnswerChart)
{
    for (const LessonFile& file : lessons)
        if (file.problem.isEmpty())
            lessons_.push_back(file.lesson);
    setWindowTitle(tr("Class: %1").arg(folder_));
    question_->setWordWrap(true);
    head_->setWordWrap(true);
    auto* below = new QWidget;
    auto* column = new QVBoxLayout(below);
    column->addWidget(question_);
    column->addWidget(chart_, 1);
    auto* parts = new QSplitter(Qt::Vertical);
    parts->addWidget(table_);
    parts->addWidget(below);
    auto* box = new QVBoxLayout(this);
    box->addWidget(head_);
    box->addWidget(parts, 1);
    connect(table_, &QTableWidget::currentCellChanged, this, [this](int row) { choose(row); });
    fill();
    const auto key = [this](const QKeySequence& keys, auto act) {
        auto* action = new QAction(this);
        action->setShortcut(keys);
        addAction(action);
        connect(action, &QAction::triggered, this, act);
    };
    key(QKeySequence::Copy, [this] { copy(); });
    key(QKeySequence(Qt::Key_Escape), [this] { close(); });
    resize(fontMetrics().averageCharWidth() * 120, fontMetrics().height() * 42);
    table_->setFocus();
}

const LessonStep* ClassOverview::step_of(const ClassStep& answers) const
{
    for (const Lesson& lesson : lessons_)
        if (lesson.id.toStdString() == answers.lesson)
            if (const int step = lesson.step_of(QString::fromStdString(answers.step)); step >= 0)
                return &lesson.steps[static_cast<std::size_t>(step)];
    return nullptr;
}

QString ClassOverview::title_of(const ClassStep& answers) const
{
    for (const Lesson& lesson : lessons_)
        if (lesson.id.toStdString() == answers.lesson)
            return lesson.title;
    return QString::fromStdString(answers.lesson);
}

void ClassOverview::fill()
{
    QStringList words{counted(answers_.files, tr("1 session file"), tr("%1 session files")),
                      counted(answers_.learners, tr("1 learner"), tr("%1 learners"))};
    QString head = words.join(QStringLiteral(" · ")) + tr(". The first answer of each learner counts.");
    for (const std::string& problem : answers_.problems)
        head += u'\n' + QString::fromStdString(problem);
    if (answers_.steps.empty())
        head += u'\n' + tr("No question was answered in these files.");
    head_->setText(head);
    table_->setColumnCount(6);
    table_->setHorizontalHeaderLabels(
        {tr("Lesson"), tr("Step"), tr("Question"), tr("Answered"), tr("Right"), tr("Mean score")});
    table_->setRowCount(static_cast<int>(answers_.steps.size()));
    for (int row = 0; row < table_->rowCount(); ++row) {
        const ClassStep& step = answers_.steps[static_cast<std::size_t>(row)];
        const LessonStep* known = step_of(step);
        const QStringList cells{title_of(step),
                                QString::fromStdString(step.step),
                                known ? lesson_plain(known->ask.question) : QString(),
                                grouped(static_cast<std::int64_t>(step.answers.size())),
                                share(step.right(), step.answers.size()),
                                fixed_text(step.mean_score(), 2)};
        for (int column = 0; column < cells.size(); ++column) {
            auto* cell = new QTableWidgetItem(cells[column]);
            cell->setToolTip(cells[column]);
            if (column >= 3)
                cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            table_->setItem(row, column, cell);
        }
    }
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->verticalHeader()->hide();
    table_->setAccessibleName(tr("Questions of the lessons and how they were answered"));
    table_->resizeColumnsToContents();
    table_->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    table_->setCurrentCell(0, 0);
    if (answers_.steps.empty())
        choose(-1);
}

void ClassOverview::choose(int row)
{
    const bool valid = row >= 0 && row < static_cast<int>(answers_.steps.size());
    const ClassStep step = valid ? answers_.steps[static_cast<std::size_t>(row)] : ClassStep{};
    const LessonStep* known = step_of(step);
    question_->setText(known ? lesson_plain(known->ask.question) : QString());
    std::vector<ShownAnswer> shown;
    for (const LessonAnswer& answer : step.answers)
        shown.push_back({QString::fromStdString(answer.learner), QString::fromStdString(answer.answer),
                         QString::fromStdString(answer.truth), answer.score});
    chart_->set_answers(known ? known->ask : LessonAsk{}, std::move(shown));
}

/// The table as CSV, to be pasted into a spreadsheet.
void ClassOverview::copy() const
{
    ViewTable table;
    for (int column = 0; column < table_->columnCount(); ++column)
        table.header.append(table_->horizontalHeaderItem(column)->text());
    for (int row = 0; row < table_->rowCount(); ++row) {
        std::vector<QString> cells;
        for (int column = 0; column < table_->columnCount(); ++column)
            cells.push_back(table_->item(row, column)->text());
        table.rows.push_back(std::move(cells));
    }
    QApplication::clipboard()->setText(to_csv(table));
}

void show_class_overview(const QString& folder, const ClassAnswers& answers, const std::vector<LessonFile>& lessons)
{
    auto* window = new ClassOverview(folder, answers, lessons);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->show();
}

}  // namespace ttt
