#include "app/window/shell/status_line.h"

#include "app/format.h"
#include "app/window/runs/run_line.h"
#include "app/window/shell/fitting_row.h"
#include "app/workbench/workbench.h"
#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/run_input.h"

#include <QFileInfo>
#include <QLabel>
#include <QMainWindow>
#include <QStatusBar>

#include <cmath>

namespace ttt {

namespace {

/// Of images: what share of them got a wrong answer.
QString errors_of(const RunEntry& entry)
{
    const auto number = [](double value) { return StatusLine::tr("%1 %").arg(fixed_text(value, 2)); };
    QStringList words;
    if (!std::isnan(entry.error_adapted))
        words.append(StatusLine::tr("error adapted %1").arg(number(entry.error_adapted)));
    if (!std::isnan(entry.error_frozen))
        words.append(words.isEmpty() ? StatusLine::tr("error frozen %1").arg(number(entry.error_frozen))
                                     : StatusLine::tr("frozen %1").arg(number(entry.error_frozen)));
    if (words.size() == 2)
        words.append(StatusLine::tr("%1 points").arg(signed_text(entry.error_adapted - entry.error_frozen, 2)));
    return words.join(QStringLiteral(" · "));
}

QString result_of(const RunEntry& entry)
{
    if (kind_of(entry.config) == RunKind::images)
        return errors_of(entry);
    const auto number = [](double value) { return fixed_text(value, 2); };
    QStringList words;
    if (!std::isnan(entry.ppl_adapted))
        words.append(StatusLine::tr("adapted %1").arg(number(entry.ppl_adapted)));
    if (!std::isnan(entry.ppl_frozen))
        words.append(StatusLine::tr("frozen %1").arg(number(entry.ppl_frozen)));
    if (!std::isnan(entry.ppl_twin))
        words.append(StatusLine::tr("twin %1").arg(number(entry.ppl_twin)));
    if (!std::isnan(entry.ppl_adapted) && !std::isnan(entry.ppl_frozen))
        words.append(StatusLine::tr("%1 against frozen").arg(change_text(entry.ppl_adapted / entry.ppl_frozen)));
    return words.join(QStringLiteral(" · "));
}

}  // namespace

StatusLine::StatusLine(QMainWindow& window, Workbench& workbench)
    : window_(window), workbench_(workbench), run_line_(new RunLine(workbench.run())), saved_(new PlainLabel),
      device_(new PlainLabel), result_(new PlainLabel)
{
    make_bottom(window);
    connect(&workbench_.session(), &Session::changed, this, &StatusLine::refresh);
    connect(&workbench_, &Workbench::run_shown, this, &StatusLine::refresh);
    connect(&workbench_, &Workbench::possible_changed, this, &StatusLine::refresh_problem);
    refresh();
}

void StatusLine::make_bottom(QMainWindow& window)
{
    for (QLabel* label : {saved_, device_, result_})
        label->setContentsMargins(8, 0, 16, 0);
    saved_->setObjectName(QStringLiteral("session_words"));
    window.statusBar()->addWidget(new FittingRow({result_, saved_, device_}, {saved_, device_, result_}), 1);
    window.statusBar()->setSizeGripEnabled(false);
}

void StatusLine::say(const QString& sentence)
{
    constexpr int long_enough_ms = 8000;
    run_line_->say(sentence);
    window_.statusBar()->showMessage(sentence, long_enough_ms);
}

void StatusLine::show_result(bool shown)
{
    result_->setVisible(shown);
}

void StatusLine::refresh()
{
    const RunModel& run = workbench_.run();
    const QString path = QString::fromStdString(workbench_.session().path()), file = QFileInfo(path).fileName();
    const RunEntry* shown = workbench_.session().shown();
    const QString step = words_of_kind(run.header().kind).step;
    saved_->setText(shown ? tr("session %1 · saved to %2 %3").arg(file, step, grouped(shown->steps_done))
                          : tr("session %1").arg(file));
    saved_->setToolTip(path);
    device_->setText(device_words());
    result_->setText(shown ? result_of(*shown) : QString());
    run_line_->set_name(shown ? shown->name : QString());
    run_line_->set_headline(result_->text());
    const QString input = input_name(run);
    window_.setWindowTitle(input.isEmpty() ? tr("TTT Workbench") : tr("%1 – TTT Workbench").arg(input));
}

void StatusLine::refresh_problem()
{
    const bool waits = workbench_.controller().is_live() || workbench_.is_opening();
    run_line_->set_problem(waits ? QString() : workbench_.run_problem());
}

QString StatusLine::device_words() const
{
    const RunModel& run = workbench_.run();
    if (run.empty())
        return {};
    const QString name = QString::fromStdString(run.header().device_name);
    const auto memory = run.metric(Metric::peak_memory_mib);
    return memory.empty() ? name : tr("%1, %2 MiB").arg(name, grouped(std::llround(memory.back())));
}

}  // namespace ttt
