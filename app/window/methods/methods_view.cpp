#include "app/window/methods/methods_view.h"

#include "app/window/methods/methods_table.h"
#include "engine/records/methods.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/plot/plot.h"
#include "views/plot/plot_ticks.h"
#include "views/tables/data_table.h"
#include "views/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr std::int64_t first_shown_token = 256;  // before it a gain so far is mostly noise
constexpr std::int64_t short_run = 1024;         // tokens; such a run is shown from its start

}  // namespace

MethodsView::MethodsView(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), plot_(new Plot), rows_(new QStandardItemModel(this)), table_(new DataTable),
      problems_(new PlainLabel), gain_action_(new QAction(tr("Gain over frozen so far"), this)),
      ranges_action_(new QAction(tr("Perplexity by position"), this))
{
    auto* group = new QActionGroup(this);
    for (QAction* action : {gain_action_, ranges_action_}) {
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, this, &MethodsView::refresh);
    }
    gain_action_->setChecked(true);
    plot_->setAccessibleName(tr("What the methods gained, over tokens or images"));
    plot_->set_empty_text(
        tr("Tick methods and press Run, or select runs of one document, or of one stream, in Sessions."));
    plot_->set_value_text([this](double x) { return value_text(x); });
    table_->setModel(rows_);
    table_->setAccessibleName(tr("Methods side by side"));
    table_->set_empty_sentence(tr("One row for each method that was run."));
    table_->horizontalHeader()->setStretchLastSection(false);
    problems_->setWordWrap(true);
    problems_->setMargin(fontMetrics().averageCharWidth());
    problems_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* below = new QWidget;
    auto* column = new QVBoxLayout(below);
    column->setContentsMargins({});
    column->addWidget(table_, 1);
    column->addWidget(problems_);
    auto* parts = new QSplitter(Qt::Vertical);
    parts->setChildrenCollapsible(false);
    parts->addWidget(plot_);
    parts->addWidget(below);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins({});
    box->addWidget(parts);
    setFocusProxy(plot_);
    refresh();
}

QString MethodsView::title() const
{
    return tr("Methods");
}

QString MethodsView::note() const
{
    if (methods_.empty())
        return {};
    return (comparison_.errors ? tr("%1 · batches of %2 images drawn anew %3 times")
                               : tr("%1 · blocks of %2 tokens drawn anew %3 times"))
        .arg(counted(static_cast<qint64>(methods_.size()), tr("1 run"), tr("%1 runs")), grouped(comparison_.block),
             grouped(static_cast<qint64>(BlockBootstrap::draws)));
}

std::vector<QAction*> MethodsView::title_actions()
{
    return {gain_action_, ranges_action_};
}

ViewTable MethodsView::table() const
{
    return methods_table(comparison_, names_);
}

QString MethodsView::save() const
{
    return ranges_action_->isChecked() ? QStringLiteral("ranges") : QStringLiteral("gain");
}

void MethodsView::restore(const QString& words)
{
    (words == u"ranges" ? ranges_action_ : gain_action_)->setChecked(true);
    refresh();
}

void MethodsView::add(const QString& name, ShownMethod method)
{
    if (!methods_.empty() && !method.items.empty() && !same_items(methods_.front(), method)) {
        const bool are_images = kind_of(method.result.config) == RunKind::images;
        method.result.nll.clear();
        method.frozen.clear();
        method.result.problem = (are_images ? tr("It was shown another stream, so that nothing can be compared.")
                                            : tr("It read another text, so that nothing can be compared."))
                                    .toStdString();
    }
    names_.push_back(name);
    methods_.push_back(std::move(method));
    compare();
}

void MethodsView::clear()
{
    names_.clear();
    methods_.clear();
    compare();
}

/// Everything anew: a run that comes later may be the frozen one.
void MethodsView::compare()
{
    const auto has_frozen = [](const ShownMethod& method) { return !method.frozen.empty(); };
    const auto base = std::find_if(methods_.begin(), methods_.end(), has_frozen);
    base_ = static_cast<std::size_t>(base - methods_.begin());
    std::vector<MethodResult> results;
    for (const ShownMethod& method : methods_)
        results.push_back(method.result);
    const bool has_base = base_ < methods_.size();
    comparison_ =
        compare_methods(std::move(results), has_base ? std::span<const float>(base->frozen) : std::span<const float>(),
                        has_base ? base->result.chunk : 0);
    lines_.clear();
    for (std::size_t at = 0; at < methods_.size(); ++at)
        lines_.push_back(
            method_line(comparison_, at, names_[at],
                        has_base ? std::span<const float>(methods_[base_].frozen) : std::span<const float>()));
    plot_->reset_zoom();
    refresh();
}

PlotData MethodsView::plot_data() const
{
    PlotData drawn;
    const bool gains = gain_action_->isChecked();
    for (const MethodLine& line : lines_) {
        if (gains && line.gain.empty())
            continue;
        drawn.lines.push_back(gains ? line.gain_line : line.range_line);
        if (gains)
            drawn.bands.push_back(line.band);
    }
    if (gains && !drawn.lines.empty())
        drawn.references.push_back({.name = tr("frozen"), .colour = &Theme::frozen, .at = 0});
    return drawn;
}

void MethodsView::name_axes(PlotAxes& axes) const
{
    const bool gains = gain_action_->isChecked();
    axes.x_name = comparison_.errors ? tr("image") : tr("token");
    if (comparison_.errors) {
        axes.y_name = gains ? tr("error against frozen, points") : tr("error");
        axes.y_suffix = gains ? QString() : QStringLiteral(" %");
        axes.log_x = false;
        return;
    }
    axes.y_name = gains ? tr("perplexity against frozen in percent") : tr("perplexity");
    axes.y_suffix = gains ? QStringLiteral(" %") : QString();
}

/// Over images positions say nothing, shifts do.
void MethodsView::name_actions()
{
    const bool errors = comparison_.errors;
    gain_action_->setToolTip(
        errors ? tr("Mean error − mean error of frozen over the images so far, with its 95 % interval")
               : tr("exp(mean NLL − mean NLL of frozen) − 1 over the tokens so far, with its 95 % interval"));
    ranges_action_->setText(errors ? tr("Error by shift") : tr("Perplexity by position"));
    ranges_action_->setToolTip(errors
                                   ? tr("Error in each shift of the stream")
                                   : tr("exp(mean NLL) in ranges that double: 0 – 512, 512 – 1,024, 1,024 – 2,048 …"));
}

void MethodsView::refresh()
{
    name_actions();
    const bool gains = gain_action_->isChecked();
    std::int64_t tokens = 2;
    for (const Comparison::Range& range : comparison_.ranges)
        tokens = std::max(tokens, range.end);
    PlotAxes axes;
    axes.log_x = !gains;
    const double first = static_cast<double>(gains ? first_shown_token : first_shown_token / 2);
    axes.x_min = tokens >= short_run ? first : 1.0;
    axes.x_max = static_cast<double>(tokens);
    name_axes(axes);
    plot_->set_axes(axes);
    plot_->set_data(plot_data());
    fill_table();
    const QString sentences = problems();
    problems_->setText(sentences);
    problems_->setVisible(!sentences.isEmpty());
    Q_EMIT note_changed();
}

void MethodsView::fill_table()
{
    const ViewTable now = table();
    rows_->clear();
    if (now.rows.empty())
        return;
    rows_->setHorizontalHeaderLabels(now.header);
    for (const std::vector<QString>& cells : now.rows) {
        QList<QStandardItem*> items;
        for (const QString& cell : cells) {
            auto* item = new QStandardItem(cell);
            item->setEditable(false);
            item->setTextAlignment(items.isEmpty() ? Qt::AlignLeft | Qt::AlignVCenter
                                                   : Qt::AlignRight | Qt::AlignVCenter);
            items.append(item);
        }
        rows_->appendRow(items);
    }
    for (int column = 0; column < rows_->columnCount(); ++column) {
        rows_->setHeaderData(column, Qt::Horizontal, column_help(column, comparison_.errors), Qt::ToolTipRole);
        rows_->horizontalHeaderItem(column)->setTextAlignment(column == 0 ? Qt::AlignLeft | Qt::AlignVCenter
                                                                          : Qt::AlignRight | Qt::AlignVCenter);
    }
    table_->resizeColumnsToContents();
    for (int column = 0; column < rows_->columnCount(); ++column)  // a width is rounded: a little more elides nothing
        table_->setColumnWidth(column, table_->columnWidth(column) + fontMetrics().averageCharWidth());
}

QString MethodsView::problems() const
{
    QStringList sentences;
    if (!methods_.empty() && base_ == methods_.size())
        sentences += tr("None of these runs has a frozen arm to measure against: add one that has.");
    for (std::size_t at = 0; at < methods_.size(); ++at)
        if (const std::string& problem = methods_[at].result.problem; !problem.empty())
            sentences += tr("%1: %2").arg(names_[at], QString::fromStdString(problem));
    for (std::size_t at = 0; at < comparison_.methods.size(); ++at)
        if (const std::string& worse = comparison_.methods[at].worse; !worse.empty())
            sentences +=
                tr("%1: %2 A guarded arm would have read %3.")
                    .arg(names_[at], QString::fromStdString(worse), fixed_text(comparison_.methods[at].guarded, 2));
    return sentences.join(QLatin1Char('\n'));
}

/// The last point that lies at or before x, of every method.
QString MethodsView::value_text(double x) const
{
    if (lines_.empty())
        return {};
    const QString item = comparison_.errors ? tr("image %1") : tr("token %1");
    QStringList words{item.arg(grouped(std::llround(x)))};
    for (std::size_t at = 0; at < lines_.size(); ++at) {
        if (!gain_action_->isChecked()) {
            words += tr("%1 %2").arg(names_[at], range_words(comparison_, at, x));
            continue;
        }
        const std::vector<GainPoint>& gain = lines_[at].gain;
        const auto next = std::find_if(gain.begin(), gain.end(),
                                       [x](const GainPoint& point) { return static_cast<double>(point.end - 1) > x; });
        if (next != gain.begin())
            words += tr("%1 %2").arg(names_[at], gain_words(*std::prev(next), comparison_.errors));
    }
    return words.join(QLatin1Char('\n'));
}

}  // namespace ttt
