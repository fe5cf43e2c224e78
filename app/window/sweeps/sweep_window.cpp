#include "app/window/sweeps/sweep_window.h"

#include "app/format.h"
#include "app/window/runs/run_bar.h"
#include "app/window/shell/panel.h"
#include "app/window/sweeps/sweep_axis_row.h"
#include "app/workbench/run_queue.h"
#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/plot/sweep_chart.h"
#include "views/theme.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>

#include <cmath>

namespace ttt {

namespace {

constexpr int width_in_characters = 130, height_in_lines = 40;

QPushButton* button(const QString& text, const char* name, const QString& tip)
{
    auto* made = new QPushButton(text);
    made->setObjectName(QLatin1String(name));
    made->setToolTip(tip);
    return made;
}

const std::string& input_of(const RunConfig& config)
{
    return kind_of(config) == RunKind::images ? config.images : config.document;
}

}  // namespace

SweepWindow::SweepWindow(RunController& controller, const RunQueue& queue, QWidget* parent)
    : QWidget(parent, Qt::Window), controller_(controller), queue_(queue), form_words_(new PlainLabel),
      documents_words_(new PlainLabel), progress_(new QProgressBar), words_(new PlainLabel), groups_(new QComboBox),
      chart_(new SweepChart), chosen_(new PlainLabel)
{
    setWindowTitle(tr("Sweep"));
    auto* box = new QVBoxLayout(this);
    make_setup(*box);
    make_run_line(*box);
    make_outcome(*box);
    connect(&controller_, &RunController::activity_changed, this, &SweepWindow::refresh);
    connect(&controller_, &RunController::progressed, this, &SweepWindow::refresh);
    connect(&queue_, &RunQueue::advanced, this, &SweepWindow::refresh);
    connect(&queue_, &RunQueue::ended, this, &SweepWindow::refresh);
    auto* close_action = new QAction(this);
    close_action->setShortcut(Qt::Key_Escape);
    connect(close_action, &QAction::triggered, this, &QWidget::close);
    addAction(close_action);
    resize(fontMetrics().averageCharWidth() * width_in_characters, fontMetrics().lineSpacing() * height_in_lines);
    show_documents();
    show_chosen();
    refresh();
}

void SweepWindow::make_setup(QBoxLayout& box)
{
    form_words_->setWordWrap(true);
    box.addWidget(form_words_);
    for (const bool may_be_none : {false, true}) {
        SweepAxisRow* row = rows_.emplace_back(new SweepAxisRow(may_be_none));
        connect(row, &SweepAxisRow::changed, this, [this] { say({}, false); });
        box.addWidget(row);
    }
    auto* line = new QHBoxLayout;
    add_documents_ = button(tr("Add documents …"), "add_documents", tr("Every point of the grid reads these, too."));
    no_documents_ = button(tr("Only the open one"), "no_documents", tr("Leaves out the documents that were added."));
    connect(add_documents_, &QPushButton::clicked, this, &SweepWindow::documents_requested);
    connect(no_documents_, &QPushButton::clicked, this, [this] {
        documents_.clear();
        show_documents();
    });
    documents_words_->setWordWrap(true);
    line->addWidget(add_documents_);
    line->addWidget(no_documents_);
    line->addWidget(documents_words_, 1);
    box.addLayout(line);
}

void SweepWindow::make_run_line(QBoxLayout& box)
{
    start_ = button(tr("&Run"), "start",
                    tr("Reads with every point of the grid, one after another; what the session "
                       "holds already is not read again."));
    cancel_ = button(tr("&Cancel"), "cancel",
                     tr("Ends the run that goes on after its chunk, and leaves out those that wait."));
    connect(start_, &QPushButton::clicked, this, &SweepWindow::run_requested);
    connect(cancel_, &QPushButton::clicked, this, &SweepWindow::cancel_requested);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("Progress of the sweep"));
    words_->setObjectName(QStringLiteral("words"));
    words_->setWordWrap(true);
    auto* line = new QHBoxLayout;
    line->addWidget(start_);
    line->addWidget(cancel_);
    line->addWidget(progress_, 1);
    line->addWidget(words_, 2);
    box.addLayout(line);
}

void SweepWindow::make_outcome(QBoxLayout& box)
{
    groups_->setObjectName(QStringLiteral("groups"));
    groups_->setAccessibleName(tr("Sweeps of the session"));
    connect(groups_, &QComboBox::activated, this,
            [this](int at) { Q_EMIT group_requested(groups_->itemData(at).toString()); });
    auto* head = new QHBoxLayout;
    head->addWidget(new PlainLabel(tr("Shown:")));
    head->addWidget(groups_, 1);
    box.addLayout(head);
    chart_->set_empty_text(tr("No sweep yet. Choose a setting, name its values and press Run."));
    connect(chart_, &SweepChart::chosen_changed, this, &SweepWindow::show_chosen);
    box.addWidget(new PanelBody(chart_), 1);
    use_ = button(tr("&Use this"), "use", tr("Puts the settings of the framed place into the form."));
    connect(use_, &QPushButton::clicked, this,
            [this] { Q_EMIT use_requested(shown_.examples[static_cast<std::size_t>(chart_->chosen())].config); });
    chosen_->setObjectName(QStringLiteral("chosen"));
    chosen_->setWordWrap(true);
    auto* foot = new QHBoxLayout;
    foot->addWidget(chosen_, 1);
    foot->addWidget(use_);
    box.addLayout(foot);
}

void SweepWindow::set_form(const QString& words, const std::string& method, const QString& problem)
{
    form_words_->setText(words);
    problem_ = problem;
    for (SweepAxisRow* row : rows_)
        row->set_method(method);
    refresh();
}

void SweepWindow::set_kind(RunKind kind)
{
    for (QWidget* part : std::initializer_list<QWidget*>{add_documents_, no_documents_, documents_words_})
        part->setVisible(kind == RunKind::document);
}

void SweepWindow::add_documents(const QStringList& paths)
{
    documents_ += paths;
    documents_.removeDuplicates();
    show_documents();
}

void SweepWindow::show_documents()
{
    QStringList names{tr("the open document")};
    for (const QString& path : documents_)
        names += QFileInfo(path).fileName();
    documents_words_->setText(tr("Reads %1.").arg(names.join(QStringLiteral(", "))));
    no_documents_->setEnabled(!documents_.isEmpty());
}

std::vector<SweepAxis> SweepWindow::axes() const
{
    std::vector<SweepAxis> axes;
    for (const SweepAxisRow* row : rows_)
        if (std::optional<SweepAxis> axis = row->axis())
            axes.push_back(std::move(*axis));
    return axes;
}

void SweepWindow::set_groups(const std::vector<std::pair<std::string, int>>& groups)
{
    const QSignalBlocker blocker(groups_);
    groups_->clear();
    for (const auto& [tag, runs] : groups)
        groups_->addItem(sweep_title(tag, runs), QString::fromStdString(tag));
    groups_->setEnabled(groups_->count() > 0);
    groups_->setPlaceholderText(tr("no sweep in this session"));
    groups_->setCurrentIndex(groups_->findData(QString::fromStdString(group_)));
}

void SweepWindow::show_group(const std::string& tag)
{
    group_ = tag;
    groups_->setCurrentIndex(groups_->findData(QString::fromStdString(tag)));
    set_runs({});
}

void SweepWindow::set_runs(const std::vector<SweepRun>& runs)
{
    shown_ = shown_sweep(runs, swept_keys(group_));
    chart_->set_grid(shown_.grid);
    show_chosen();
}

void SweepWindow::show_chosen()
{
    chosen_->setText(cell_sentence(shown_.grid, chart_->chosen()));
    use_->setEnabled(chart_->chosen() >= 0);
}

void SweepWindow::say(const QString& sentence, bool is_wrong)
{
    said_ = sentence;
    is_wrong_ = is_wrong;
    refresh();
}

QString SweepWindow::progress_words() const
{
    const RunProgress progress = controller_.progress();
    QStringList words{tr("%1 of %2: %3")
                          .arg(queue_.position())
                          .arg(queue_.count())
                          .arg(QString::fromStdString(file_name(input_of(queue_.current()))))};
    if (controller_.activity() == Activity::starting)
        words += tr("loading the model …");
    else if (controller_.activity() == Activity::cancelling)
        words += tr("cancelling …");
    else if (progress.total_steps > 0)
        words +=
            tr("%1 %2 of %3")
                .arg(words_of_kind(controller_.kind()).step, grouped(progress.steps), grouped(progress.total_steps));
    if (controller_.activity() == Activity::running && progress.items_per_second > 0)
        words += time_left(progress.seconds_left);
    return words.join(QStringLiteral(" · "));
}

void SweepWindow::refresh()
{
    constexpr int parts = 1000;  // of the bar, for each run
    const bool running = queue_.is_running();
    const RunProgress now = controller_.progress();
    const double part = now.total_steps > 0 ? static_cast<double>(now.steps) / static_cast<double>(now.total_steps) : 0;
    const auto done = static_cast<double>(std::max<std::size_t>(1, queue_.position()) - 1);
    progress_->setRange(0, parts * static_cast<int>(std::max<std::size_t>(1, queue_.count())));
    progress_->setValue(static_cast<int>(std::lround(parts * (done + part))));
    progress_->setVisible(running);
    start_->setEnabled(!running && !controller_.is_live() && problem_.isEmpty());
    cancel_->setEnabled(running && controller_.activity() != Activity::cancelling);
    const bool waits = !running && controller_.is_live();
    const QString why = !problem_.isEmpty() ? problem_ : said_;
    words_->setText(running ? progress_words() : waits ? tr("A run goes on; wait for its end, or cancel it.") : why);
    QPalette colours = palette();
    const bool is_red = !running && !waits && (!problem_.isEmpty() || is_wrong_);
    colours.setColor(QPalette::WindowText, is_red ? theme(palette()).failure : theme(palette()).text);
    words_->setPalette(colours);
}

}  // namespace ttt
