#include "app/window/runs/run_line.h"

#include "app/format.h"
#include "engine/records/branch_words.h"
#include "engine/records/other_program.h"
#include "engine/records/settings/setting_words.h"
#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/run_input.h"
#include "views/run_model.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPushButton>

namespace ttt {

namespace {

constexpr int margin = 12, gap = 3;  // logical pixels

/// `tone`: which of the style sheet's colours the words have.
QLabel* make_label(QBoxLayout& box, const char* tone)
{
    auto* label = new PlainLabel;
    label->setWordWrap(true);
    label->setProperty("tone", QString::fromLatin1(tone));
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus);
    label->hide();
    box.addWidget(label);
    return label;
}

void show_text(QLabel& label, const QString& text)
{
    label.setText(text);
    label.setVisible(!text.isEmpty());
}

QString state_of(const RunModel& run)
{
    const QString read =
        RunLine::tr("at %1 %2 of %3")
            .arg(words_of_kind(run.header().kind).step, grouped(run.step_count()), grouped(run.header().step_count));
    switch (run.summary().state) {
    case RunState::running:
        return {};  // the bar above tells how far it is
    case RunState::finished:
        return RunLine::tr("finished");
    case RunState::cancelled:
        return RunLine::tr("cancelled %1").arg(read);
    case RunState::interrupted:
        return RunLine::tr("interrupted %1").arg(read);
    case RunState::failed:
        return RunLine::tr("failed %1").arg(read);
    case RunState::diverged:
        return RunLine::tr("diverged");
    }
    return {};
}

QStringList remarks_of(const RunModel& run)
{
    QStringList remarks;
    for (const std::string& remark : run.header().remarks)
        remarks += QString::fromStdString(remark);
    return remarks;
}

}  // namespace

QStringList run_facts(const RunModel& run, const QString& name)
{
    const QString input = input_name(run);
    const auto* images = std::get_if<ImageSetRecord>(&run.input());
    const std::int64_t items = images ? images->count : run.header().item_count;
    if (run.empty())
        return items == 0
                   ? QStringList{RunLine::tr("No run is shown.")}
                   : QStringList{input,
                                 QStringLiteral("%1 %2").arg(grouped(items), words_of_kind(run.header().kind).items),
                                 RunLine::tr("not run yet")};
    const RunConfig& config = run.header().config;
    QStringList facts{name, input, QString::fromStdString(file_name(config.model)),
                      QString::fromUtf8(method_title(config))};
    for (const Setting* setting : chosen_settings(config))
        if (!setting->is_control)  // an alert
            facts += QString::fromStdString(setting_words(*setting, config));
    facts += QString::fromStdString(branch_words(run.header()));
    facts += state_of(run);
    facts.removeAll(QString());
    facts.removeDuplicates();  // a run that was named like its document
    return facts;
}

QStringList run_alerts(const RunModel& run)
{
    QStringList alerts;
    const RunSummary& summary = run.summary();
    if (summary.state == RunState::diverged || summary.state == RunState::failed)
        alerts += summary.message.empty() ? state_of(run) : QString::fromStdString(summary.message);
    else if (run.events(EventKind::worse) || run.events(EventKind::collapse))
        alerts += QString::fromStdString(summary.message);
    for (const Setting* setting : chosen_settings(run.header().config))
        if (setting->is_control)
            alerts += RunLine::tr("A control, whose gain is none of learning: %1.")
                          .arg(QString::fromStdString(setting_words(*setting, run.header().config)));
    if (run.header().kind != images_kind)
        alerts += remarks_of(run);
    return alerts;
}

QStringList run_remarks(const RunModel& run)
{
    return run.header().kind == images_kind ? remarks_of(run) : QStringList();
}

RunLine::RunLine(const RunModel& run, QWidget* parent) : QWidget(parent), run_(run)
{
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(margin, gap, margin, gap);
    box->setSpacing(gap);
    auto* first = new QHBoxLayout;
    first->setSpacing(margin);
    box->addLayout(first);
    facts_ = make_label(*first, "plain");
    first->setStretchFactor(facts_, 1);
    use_ = new QPushButton(tr("Use these settings"));
    use_->setObjectName(QStringLiteral("use_settings"));
    use_->setToolTip(tr("Fills the form with what this run was set up with; the next run reads so."));
    connect(use_, &QPushButton::clicked, this, &RunLine::use_settings);
    first->addWidget(use_, 0, Qt::AlignTop);
    alerts_ = make_label(*box, "failure");
    remarks_ = make_label(*box, "muted");
    said_ = make_label(*box, "muted");
    facts_->setObjectName(QStringLiteral("run_facts"));
    alerts_->setObjectName(QStringLiteral("run_alerts"));
    remarks_->setObjectName(QStringLiteral("run_remarks"));
    said_->setObjectName(QStringLiteral("run_said"));
    setAccessibleName(tr("The shown run"));
    connect(&run_, &RunModel::started, this, [this] {
        name_.clear();
        headline_.clear();
        say({});
        refresh();
    });
    connect(&run_, &RunModel::ended, this, &RunLine::refresh);
    refresh();
}

void RunLine::set_name(const QString& name)
{
    if (std::exchange(name_, name) != name)
        refresh();
}

void RunLine::set_headline(const QString& words)
{
    if (std::exchange(headline_, words) != words)
        refresh();
}

void RunLine::set_problem(const QString& sentence)
{
    if (std::exchange(problem_, sentence) != sentence)
        refresh();
}

void RunLine::say(const QString& sentence)
{
    show_text(*said_, sentence);
    fit();
}

void RunLine::refresh()
{
    QStringList facts = run_facts(run_, name_);
    if (!headline_.isEmpty())
        facts += headline_;
    show_text(*facts_, facts.join(QStringLiteral(" · ")));
    use_->setVisible(!run_.empty() && !is_of_another_program(run_.header()));
    QStringList alerts = run_alerts(run_);
    if (!problem_.isEmpty())
        alerts += tr("Run is not possible: %1").arg(problem_);
    show_text(*alerts_, alerts.join(u' '));
    show_text(*remarks_, run_remarks(run_).join(u' '));
    setAccessibleDescription(QStringList{facts_->text(), alerts_->text(), remarks_->text()}.join(u'\n'));
    fit();
}

/// A tool bar asks for a height and not for one at a width.
void RunLine::fit()
{
    if (width() > 2 * margin)
        setFixedHeight(std::max(1, layout()->totalHeightForWidth(width())));
}

QSize RunLine::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, minimumSizeHint().height()};
}

QSize RunLine::minimumSizeHint() const
{
    return {1, fontMetrics().height() + 2 * gap};
}

void RunLine::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

bool RunLine::event(QEvent* event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange || event->type() == QEvent::Show)
        fit();
    return done;
}

}  // namespace ttt
