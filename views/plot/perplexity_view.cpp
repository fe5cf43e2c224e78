#include "views/plot/perplexity_view.h"

#include "views/number_text.h"
#include "views/plot/perplexity_lines.h"
#include "views/plot/perplexity_text.h"

#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double slice_ms = 4;  // of resampling, between two events
constexpr int slice_pause_ms = 16;

}  // namespace

struct PerplexityView::Other {
    Other(const RunModel& run, QString run_name)
        : key(&run), feed(run, PerplexityFeed::Arms::adapted_only), name(std::move(run_name))
    {
    }
    const QObject* key;  // to know the run by when it is being destroyed
    PerplexityFeed feed;
    QString name;
    std::vector<QMetaObject::Connection> connections;
};

PerplexityView::PerplexityView(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), plot_(new Plot(this)), actions_(new PerplexityActions(this)), feed_(run)
{
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(plot_);
    setFocusProxy(plot_);
    setAccessibleName(title());
    plot_->setAccessibleName(tr("Perplexity over tokens"));
    plot_->set_value_text([this](double x) { return value_text(x); });
    connect(actions_, &PerplexityActions::chosen, this, &PerplexityView::apply_choice);
    connect(&run_, &RunModel::started, this, &PerplexityView::start_run);
    connect(&run_, &RunModel::shown_changed, this, &PerplexityView::refresh);
    connect(&run_, &RunModel::ended, this, &PerplexityView::refresh);
    connect(&selection_, &Selection::changed, this, &PerplexityView::show_place);
    connect(plot_, &Plot::hovered, this, [this](double x) { selection_.hover(place_at(x)); });
    connect(plot_, &Plot::clicked, this, [this](double x) { selection_.lock(place_at(x)); });
    connect(plot_, &Plot::left, this, [this] {
        selection_.hover({});
        show_place();
    });
    connect(plot_, &Plot::drawn_changed, this, &View::note_changed);
    resample_timer_.setSingleShot(true);
    resample_timer_.setInterval(slice_pause_ms);
    connect(&resample_timer_, &QTimer::timeout, this, &PerplexityView::resample);
    apply_choice();
}

PerplexityView::~PerplexityView() = default;

QString PerplexityView::title() const
{
    return run_.header().kind == images_kind ? tr("Error") : tr("Perplexity");
}

QString PerplexityView::note() const
{
    if (plot_->stored_points() == 0)
        return {};
    QStringList words{actions_->mode_text()};
    if (feed_.split() != TokenSplit::all)
        words += actions_->split_text();
    if (actions_->smooth())
        words += tr("smoothed");
    words += tr("%1 of %2 points")
                 .arg(fixed_text(static_cast<double>(plot_->drawn_points()), 0),
                      fixed_text(static_cast<double>(plot_->stored_points()), 0));
    return words.join(QStringLiteral(" · "));
}

std::vector<QAction*> PerplexityView::title_actions()
{
    return actions_->all();
}

ViewTable PerplexityView::table() const
{
    return perplexity_table(feed_);
}

QString PerplexityView::save() const
{
    return actions_->save();
}

void PerplexityView::restore(const QString& words)
{
    actions_->restore(words);
}

void PerplexityView::apply_choice()
{
    feed_.set_choice(actions_->choice());
    for (const auto& other : others_)
        other->feed.set_choice(actions_->choice());
    refresh();
}

void PerplexityView::start_run()
{
    feed_.set_choice(actions_->choice());
    feed_.reset();
    plot_->reset_zoom();
    refresh();
}

void PerplexityView::refresh()
{
    feed_.catch_up();
    for (const auto& other : others_)
        other->feed.catch_up();
    actions_->set_can_log_x(!feed_.has_errors());
    actions_->set_can_split(feed_.can_split() || run_.step_count() == 0);
    plot_->set_empty_text(empty_text());
    plot_->set_axes(perplexity_axes(feed_, actions_->log_x(), actions_->log_y()));
    plot_->set_data(plot_data());
    if (feed_.series().has_work() && !resample_timer_.isActive())
        resample_timer_.start();
    Q_EMIT note_changed();
}

void PerplexityView::resample()
{
    const bool more = feed_.work(slice_ms);
    plot_->set_data(plot_data());
    if (more)
        resample_timer_.start();
}

PlotData PerplexityView::plot_data() const
{
    PlotData to = perplexity_lines(feed_, others_.empty() ? QString() : own_name_);
    for (std::size_t at = 0; at < others_.size(); ++at)
        add_other_run(to, others_[at]->feed, others_[at]->name, at);
    if (pinned_ && pinned_.item >= 0)
        to.marks.push_back({.name = tr("pinned"),
                            .colour = &Theme::mark,
                            .style = Qt::DashLine,
                            .at = static_cast<double>(pinned_.item)});
    return to;
}

QString PerplexityView::empty_text() const
{
    if (run_.empty())
        return tr("No run yet. Press Run, or open a saved one.");
    if (run_.shown_steps() == 0)
        return run_.is_running() ? tr("Waiting for the first chunk.") : tr("Nothing is shown: move the playhead.");
    if (actions_->choice().mode == PerplexityMode::difference)
        return tr("The difference needs an adapted arm and a frozen arm or a twin beside it.");
    return feed_.has_errors() ? tr("These images have no labels, so there is no error to draw.")
                              : tr("This run has no losses of tokens.");
}

void PerplexityView::set_others(std::vector<const RunModel*> runs, std::vector<QString> names, QString own)
{
    own_name_ = std::move(own);
    for (const auto& other : others_)
        for (const auto& connection : other->connections)
            disconnect(connection);
    others_.clear();
    for (std::size_t at = 0; at < runs.size(); ++at) {
        auto& other = others_.emplace_back(
            std::make_unique<Other>(*runs[at], at < names.size() ? names[at] : tr("run %1").arg(at + 1)));
        PerplexityFeed* feed = &other->feed;
        feed->set_choice(actions_->choice());
        other->connections = {connect(runs[at], &RunModel::started, this,
                                      [this, feed] {
                                          feed->set_choice(actions_->choice());
                                          feed->reset();
                                          refresh();
                                      }),
                              connect(runs[at], &RunModel::shown_changed, this, &PerplexityView::refresh),
                              connect(runs[at], &QObject::destroyed, this, &PerplexityView::drop_other)};
    }
    refresh();
}

void PerplexityView::drop_other(const QObject* run)
{
    std::erase_if(others_, [run](const auto& other) { return other->key == run; });
    refresh();
}

Place PerplexityView::place_at(double x) const
{
    if (run_.shown_items() == 0)
        return {};
    const double last = static_cast<double>(run_.shown_items() - 1);
    const auto item = static_cast<std::int64_t>(std::llround(std::clamp(x, 0.0, last)));
    return {run_.step_of(item), item};
}

QString PerplexityView::value_text(double x) const
{
    const Place place = place_at(x);
    if (!place)
        return {};
    const double token = std::round(x);
    if (token > static_cast<double>(place.item))
        return (feed_.has_errors() ? tr("image %1\nbeyond the playhead") : tr("token %1\nbeyond the playhead"))
            .arg(fixed_text(token, 0));
    return perplexity_value_text(feed_, place.item);
}

void PerplexityView::show_place()
{
    const Place place = selection_.current();
    std::optional<double> x;
    if (place)
        x = static_cast<double>(place.item >= 0 ? place.item : run_.items_of(place.step).second - 1);
    plot_->set_crosshair(x);
    if (pinned_ == selection_.pinned())
        return;
    pinned_ = selection_.pinned();
    plot_->set_data(plot_data());
}

}  // namespace ttt
