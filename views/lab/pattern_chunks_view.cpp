#include "views/lab/pattern_chunks_view.h"

#include "views/lab/pattern_chunks_map.h"
#include "views/lab/trace_gate.h"
#include "views/lab_model.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/plot/plot.h"
#include "views/run_model.h"
#include "views/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QLabel>
#include <QVBoxLayout>

#include <cmath>

namespace ttt {

namespace {

constexpr int rest_ms = 300;  // after the last step or move of the playhead
constexpr int side = 10;      // pixels

}  // namespace

PatternChunksView::PatternChunksView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent)
    : View(run, selection, parent), lab_(lab), actions_(this)
{
    setAccessibleName(title());
    wait_.setSingleShot(true);
    wait_.setInterval(rest_ms);
    arrange();
    connect_models();
    connect_scatter();
    set_ink(*hint_, theme(palette()).muted);
    forget();
}

void PatternChunksView::arrange()
{
    auto* page = new QWidget;
    hint_ = new PlainLabel(page);
    hint_->setAlignment(Qt::AlignCenter);
    sentence_ = new PlainLabel(page);
    sentence_->setToolTip(
        tr("r: correlation of the sum of the direct terms with the measured change over the patterns. "
           "Slope: least squares of predicted over measured; 1 where the direct path is all of it."));
    for (QLabel* label : {hint_, sentence_}) {
        label->setWordWrap(true);
        label->setContentsMargins(side, side / 2, side, 0);
    }
    map_ = new PatternChunksMap(run_, selection_, page);
    scatter_ = new Plot(page);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(hint_, 1);
    column->addWidget(sentence_);
    column->addWidget(map_, 1);
    column->addWidget(scatter_, 1);
    page->setFocusProxy(map_);
    gate_ = new TraceGate(run_, lab_,
                          tr("Which chunk's write raised the logit of B where a pair A B returned? After the text was "
                             "read once more, every write is shown alone, and their sum beside what was measured."),
                          page, this);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins({});
    whole->addWidget(gate_);
    setFocusProxy(gate_);
}

void PatternChunksView::connect_models()
{
    connect(&run_, &RunModel::started, this, &PatternChunksView::forget);
    connect(&run_, &RunModel::shown_changed, &wait_, qOverload<>(&QTimer::start));
    connect(&wait_, &QTimer::timeout, this, &PatternChunksView::ask);
    connect(&selection_, &Selection::changed, this, &PatternChunksView::mark_dot);
    const auto range_changed = [this] {
        if (actions_.pick() == PatternPick::between)
            wait_.start();
    };
    connect(&selection_, &Selection::changed, this, range_changed);
    connect(&lab_, &LabModel::state_changed, this, [this] {
        if (lab_.state() != LabState::ready)
            asked_.clear();
        ask();
        draw();
    });
    connect(&lab_, &LabModel::patterns_changed, this, &PatternChunksView::draw);
    for (QActionGroup* group : actions_.groups())
        connect(group, &QActionGroup::triggered, this, &PatternChunksView::choose);
    connect(actions_.fit, &QAction::toggled, map_, &PatternChunksMap::set_fits);
    connect(map_, &PatternChunksMap::density_changed, this, &View::note_changed);
}

void PatternChunksView::connect_scatter()
{
    PlotAxes axes;
    axes.x_name = tr("measured change of the logit");
    axes.y_name = tr("predicted by the direct path");
    scatter_->set_axes(axes);
    scatter_->setAccessibleName(tr("Predicted against measured change of the logit"));
    scatter_->set_value_text([this](double) { return dot_text(); });
    connect(scatter_, &Plot::dot_hovered, this, [this](int, qint64 dot) {
        dot_ = dot;
        selection_.hover(place_of(dot));
    });
    connect(scatter_, &Plot::left, this, [this] {
        dot_ = -1;
        selection_.hover({});
    });
    connect(scatter_, &Plot::dot_clicked, this, [this](int, qint64 dot) { selection_.lock(place_of(dot)); });
}

void PatternChunksView::forget()
{
    asked_.clear();
    ask();
    draw();
}

void PatternChunksView::ask()
{
    wait_.stop();
    if (!isVisible() || lab_.state() != LabState::ready)
        return;
    std::vector<std::int64_t> items = pick_patterns(run_, actions_.pick(), selection_.pinned(), selection_.locked());
    if (items.empty() || items == asked_)
        return;
    asked_ = items;
    lab_.ask_patterns(std::move(items));
}

void PatternChunksView::choose()
{
    ask();
    draw();
}

void PatternChunksView::restore(const QString& words)
{
    actions_.restore(words);
    choose();
}

void PatternChunksView::showEvent(QShowEvent* event)
{
    View::showEvent(event);
    choose();
}

void PatternChunksView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        set_ink(*hint_, theme(palette()).muted);
}

QString PatternChunksView::hint() const
{
    if (lab_.patterns() && !lab_.patterns()->items.empty())
        return {};
    if (!lab_.problem().isEmpty())
        return lab_.problem();
    if (run_.pattern_end(run_.shown_steps()) == 0)
        return tr("No repeated pair … A B … A → B was measured in what is shown of this run.");
    if (actions_.pick() == PatternPick::between && asked_.empty())
        return tr("Click a chunk: its patterns are shown. A pinned chunk is the other end of the range.");
    return tr("Asking …");
}

void PatternChunksView::draw()
{
    const QString words = hint();
    const bool map = actions_.form() == PatternForm::map;
    hint_->setText(words);
    hint_->setVisible(!words.isEmpty());
    sentence_->setVisible(words.isEmpty() && !map);
    map_->setVisible(words.isEmpty() && map);
    scatter_->setVisible(words.isEmpty() && !map);
    map_->parentWidget()->setFocusProxy(map ? static_cast<QWidget*>(map_) : scatter_);
    fit_ = lab_.patterns() ? fit_of(*lab_.patterns()) : PatternFit{};
    setAccessibleDescription(words.isEmpty() ? note() : words);
    draw_map();
    draw_scatter();
    Q_EMIT note_changed();
}

void PatternChunksView::draw_map()
{
    map_->set_trace(lab_.patterns() ? &*lab_.patterns() : nullptr, actions_.order(), actions_.saturation());
}

QString PatternChunksView::note() const
{
    if (!hint().isEmpty() || lab_.state() != LabState::ready)
        return {};
    const std::int64_t all = run_.pattern_end(run_.shown_steps());
    QStringList words{tr("%1 of %2")
                          .arg(grouped(static_cast<std::int64_t>(lab_.patterns()->items.size())),
                               counted(all, tr("1 pattern"), tr("%1 patterns")))};
    if (!std::isnan(fit_.correlation))
        words += tr("direct path r = %1, slope %2").arg(fixed_text(fit_.correlation, 2), fixed_text(fit_.slope, 2));
    if (actions_.form() == PatternForm::map && map_->chunks_per_column() > 1)
        words += tr("strongest of %1 chunks").arg(map_->chunks_per_column());
    return words.join(QStringLiteral(" · "));
}

}  // namespace ttt
