#include "views/plot/perplexity_view.h"

#include "views/plot/perplexity_text.h"
#include "views/plot/plot_ticks.h"

#include <QActionGroup>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr std::int64_t first_shown_token = 256;  // before it a perplexity so far is mostly noise
constexpr std::int64_t short_run = 1024;         // tokens; such a run is shown from its start
constexpr double slice_ms = 4;                   // of resampling, between two events
constexpr int slice_pause_ms = 16;
constexpr double other_width = 1.2;

constexpr std::array mode_words{"so-far", "windowed", "per-chunk", "difference"};
constexpr std::array split_words{"all", "induced", "rest"};

struct OtherStyle {
    PlotColour colour;
    Qt::PenStyle style;
};

/// Hues apart from the arms' green, grey and orange for any kind of colour vision; the dashes tell them, too.
const std::array<OtherStyle, 6>& other_styles()
{
    static const std::array<OtherStyle, 6> styles{{
        {{QColor("#0072b2"), QColor("#56b4e9")}, Qt::DashLine},
        {{QColor("#b0388c"), QColor("#e59ad0")}, Qt::DotLine},
        {{QColor("#5b4bb5"), QColor("#a99cff")}, Qt::DashDotLine},
        {{QColor("#8a7a00"), QColor("#f0e442")}, Qt::DashDotDotLine},
        {{QColor("#0072b2"), QColor("#56b4e9")}, Qt::DotLine},
        {{QColor("#b0388c"), QColor("#e59ad0")}, Qt::DashLine},
    }};
    return styles;
}

template <class Words>
int index_of(const Words& words, const QString& word)
{
    const auto found = std::find_if(words.begin(), words.end(), [&](const char* each) { return word == QLatin1String(each); });
    return found == words.end() ? -1 : static_cast<int>(found - words.begin());
}

} // namespace

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
    : View(run, selection, parent), plot_(new Plot(this)), feed_(run), modes_(new QActionGroup(this)),
      splits_(new QActionGroup(this)), scales_(new QActionGroup(this)), smooth_action_(new QAction(this))
{
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(plot_);
    setFocusProxy(plot_);
    setAccessibleName(title());
    plot_->setAccessibleName(tr("Perplexity over tokens"));
    plot_->set_value_text([this](double x) {
        const Place place = place_at(x);
        return place ? perplexity_value_text(feed_, place.item) : QString();
    });
    make_actions();
    connect(&run_, &RunModel::started, this, &PerplexityView::start_run);
    connect(&run_, &RunModel::shown_changed, this, &PerplexityView::refresh);
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

QString PerplexityView::title() const { return tr("Perplexity"); }

QString PerplexityView::note() const
{
    if (plot_->stored_points() == 0)
        return {};
    QStringList words{modes_->checkedAction()->text()};
    if (feed_.split() != TokenSplit::all)
        words += splits_->checkedAction()->text();
    if (choice_.smooth)
        words += tr("smoothed");
    words += tr("%1 of %2 points").arg(number_label(static_cast<double>(plot_->drawn_points()), 0),
                                       number_label(static_cast<double>(plot_->stored_points()), 0));
    return words.join(QStringLiteral(" · "));
}

QAction* PerplexityView::add_choice(QActionGroup* group, const QString& text, const QString& tip)
{
    QAction* action = group->addAction(text);
    action->setCheckable(true);
    action->setToolTip(tip);
    action->setStatusTip(tip);
    return action;
}

void PerplexityView::make_actions()
{
    add_choice(modes_, tr("so far"), tr("Perplexity of all tokens up to here: exp(mean NLL)"));
    add_choice(modes_, tr("windowed"), tr("Perplexity of the last tokens, as many as the run's perplexity window"));
    add_choice(modes_, tr("per chunk"), tr("Perplexity of each chunk by itself: exp(mean NLL of its tokens)"));
    add_choice(modes_, tr("difference"),
               tr("Adapted / frozen − 1 and adapted / twin − 1, so far, in percent; the band holds 95 % of 1,000 "
                  "resamplings of the chunks"));
    add_choice(splits_, tr("all tokens"), tr("Every token that has an NLL"));
    add_choice(splits_, tr("induced tokens"), {});
    add_choice(splits_, tr("other tokens"), {});
    add_choice(scales_, tr("logarithmic tokens"), tr("Each doubling of the tokens takes the same room"));
    add_choice(scales_, tr("linear tokens"), tr("Each token takes the same room"));
    smooth_action_->setText(tr("smooth"));
    smooth_action_->setCheckable(true);
    smooth_action_->setToolTip(tr("A mean over about 8 chunks, α = 2/(n + 1), over the faint raw line"));
    smooth_action_->setStatusTip(smooth_action_->toolTip());
    const auto index = [](QActionGroup* group) { return static_cast<int>(group->actions().indexOf(group->checkedAction())); };
    connect(modes_, &QActionGroup::triggered, this, [=, this] { set_mode(static_cast<PerplexityMode>(index(modes_))); });
    connect(splits_, &QActionGroup::triggered, this, [=, this] { set_split(static_cast<TokenSplit>(index(splits_))); });
    connect(scales_, &QActionGroup::triggered, this, [=, this] { set_log_x(index(scales_) == 0); });
    connect(smooth_action_, &QAction::triggered, this, &PerplexityView::set_smooth);
}

std::vector<QAction*> PerplexityView::title_actions()
{
    std::vector<QAction*> actions;
    for (const QActionGroup* group : {modes_, splits_, scales_})
        for (QAction* action : group->actions())
            actions.push_back(action);
    actions.push_back(smooth_action_);
    return actions;
}

ViewTable PerplexityView::table() const { return perplexity_table(feed_); }

QString PerplexityView::save() const
{
    return QStringLiteral("%1 %2 %3 %4")
        .arg(QLatin1String(mode_words[static_cast<std::size_t>(choice_.mode)]),
             QLatin1String(split_words[static_cast<std::size_t>(choice_.split)]),
             log_x_ ? QStringLiteral("log") : QStringLiteral("linear"),
             choice_.smooth ? QStringLiteral("smooth") : QStringLiteral("raw"));
}

void PerplexityView::restore(const QString& words)
{
    const QStringList parts = words.split(u' ');
    if (parts.size() != 4)
        return;
    if (const int mode = index_of(mode_words, parts[0]); mode >= 0)
        choice_.mode = static_cast<PerplexityMode>(mode);
    if (const int split = index_of(split_words, parts[1]); split >= 0)
        choice_.split = static_cast<TokenSplit>(split);
    log_x_ = parts[2] != QStringLiteral("linear");
    choice_.smooth = parts[3] == QStringLiteral("smooth");
    apply_choice();
}

void PerplexityView::set_mode(PerplexityMode mode)
{
    choice_.mode = mode;
    apply_choice();
}

void PerplexityView::set_split(TokenSplit split)
{
    choice_.split = split;
    apply_choice();
}

void PerplexityView::set_smooth(bool smooth)
{
    choice_.smooth = smooth;
    apply_choice();
}

void PerplexityView::set_log_x(bool log_x)
{
    log_x_ = log_x;
    apply_choice();
}

void PerplexityView::apply_choice()
{
    modes_->actions().at(static_cast<int>(choice_.mode))->setChecked(true);
    scales_->actions().at(log_x_ ? 0 : 1)->setChecked(true);
    smooth_action_->setChecked(choice_.smooth);
    feed_.set_choice(choice_);
    for (const auto& other : others_)
        other->feed.set_choice(choice_);
    refresh();
}

void PerplexityView::start_run()
{
    feed_.set_choice(choice_);
    feed_.reset();
    plot_->reset_zoom();
    refresh();
}

void PerplexityView::refresh()
{
    feed_.catch_up();
    for (const auto& other : others_)
        other->feed.catch_up();
    update_split_actions();
    plot_->set_empty_text(empty_text());
    plot_->set_axes(axes());
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

void PerplexityView::update_split_actions()
{
    const bool can = feed_.can_split() || run_.step_count() == 0;
    const std::array tips{
        tr("Every token that has an NLL"),
        tr("Tokens that the rule “… A B … A → B” gets right: B followed A when A was last read"),
        tr("Tokens that the rule “… A B … A → B” does not get right")};
    const QString reason = tr("This run was logged without the induction column, so its tokens cannot be told apart");
    const auto actions = splits_->actions();
    for (int at = 0; at < actions.size(); ++at) {
        actions[at]->setEnabled(at == 0 || can);
        const QString& tip = at == 0 || can ? tips[static_cast<std::size_t>(at)] : reason;
        actions[at]->setToolTip(tip);
        actions[at]->setStatusTip(tip);
    }
    actions.at(static_cast<int>(can ? choice_.split : TokenSplit::all))->setChecked(true);
}

PlotAxes PerplexityView::axes() const
{
    const std::int64_t tokens = std::max(run_.header().token_count, run_.item_count());
    const bool from_first = tokens < short_run || run_.shown_items() <= first_shown_token;
    PlotAxes axes;
    axes.log_x = log_x_;
    axes.x_min = from_first ? 1.0 : static_cast<double>(first_shown_token);
    axes.x_max = static_cast<double>(std::max<std::int64_t>(2, tokens - 1));
    axes.x_name = tr("token");
    axes.y_name = choice_.mode == PerplexityMode::difference ? tr("difference in percent") : tr("perplexity");
    axes.y_suffix = choice_.mode == PerplexityMode::difference ? QStringLiteral(" %") : QString();
    return axes;
}

void PerplexityView::add_curve(PlotData& to, const PerplexityCurve& curve, PlotLine style) const
{
    if (!curve)
        return;
    const std::int64_t steps = run_.shown_steps(), items = run_.shown_items();
    if (curve.raw.points) {
        PlotLine raw = style;
        raw.name.clear();
        raw.faint = true;
        raw.width = 1;
        raw.style = Qt::SolidLine;
        raw.points = curve.raw.points;
        raw.count = curve.raw.count(steps, items);
        to.lines.push_back(std::move(raw));
    }
    if (curve.low.points)
        to.bands.push_back({.name = {}, .colour = style.colour, .low = curve.low.points, .high = curve.high.points,
                              .count = curve.low.count(steps, items)});
    style.points = curve.line.points;
    style.count = curve.line.count(steps, items);
    to.lines.push_back(std::move(style));
}

PlotData PerplexityView::plot_data() const
{
    PlotData to;
    const PerplexitySeries& series = feed_.series();
    const bool difference = choice_.mode == PerplexityMode::difference;
    const bool band = choice_.mode == PerplexityMode::so_far;
    add_curve(to, series.frozen(), {.name = difference ? tr("adapted / frozen, 95 %") : tr("frozen"),
                                      .colour = difference ? &Theme::adapted : &Theme::frozen});
    add_curve(to, series.twin(), {.name = difference ? tr("adapted / twin, 95 %") : tr("twin, trained without TTT"),
                                    .colour = &Theme::twin,
                                    .style = Qt::DashLine});
    add_curve(to, series.adapted(), {.name = band ? tr("adapted, 95 %") : tr("adapted"), .width = 2});
    if (difference && !to.lines.empty())
        to.references.push_back({.name = {}, .colour = &Theme::muted, .style = Qt::SolidLine, .at = 0});
    add_others(to);
    if (pinned_ && pinned_.item >= 0)
        to.marks.push_back({.name = tr("pinned"), .colour = &Theme::mark, .style = Qt::DashLine,
                              .at = static_cast<double>(pinned_.item)});
    return to;
}

void PerplexityView::add_others(PlotData& to) const
{
    for (std::size_t at = 0; at < others_.size(); ++at) {
        const PerplexitySeries& series = others_[at]->feed.series();
        const bool difference = choice_.mode == PerplexityMode::difference;
        const PerplexityCurve curve = difference || !series.adapted() ? series.frozen() : series.adapted();
        if (!curve)
            continue;
        const RunModel& run = others_[at]->feed.run();
        const OtherStyle& style = other_styles()[at % other_styles().size()];
        to.lines.push_back({.name = others_[at]->name, .colour = style.colour, .width = other_width,
                              .style = style.style, .faint = false, .points = curve.line.points,
                              .count = curve.line.count(run.shown_steps(), run.shown_items())});
    }
}

QString PerplexityView::empty_text() const
{
    if (run_.empty())
        return tr("No run yet. Press Run, or open a saved one.");
    if (run_.shown_steps() == 0)
        return run_.is_running() ? tr("Waiting for the first chunk.") : tr("Nothing is shown: move the playhead.");
    if (choice_.mode == PerplexityMode::difference)
        return tr("The difference needs an adapted arm and a frozen arm or a twin beside it.");
    return tr("This run has no losses of tokens.");
}

void PerplexityView::set_others(std::vector<const RunModel*> runs, std::vector<QString> names)
{
    for (const auto& other : others_)
        for (const auto& connection : other->connections)
            disconnect(connection);
    others_.clear();
    for (std::size_t at = 0; at < runs.size(); ++at) {
        auto& other = others_.emplace_back(
            std::make_unique<Other>(*runs[at], at < names.size() ? names[at] : tr("run %1").arg(at + 1)));
        PerplexityFeed* feed = &other->feed;
        feed->set_choice(choice_);
        other->connections = {
            connect(runs[at], &RunModel::started, this, [this, feed] { feed->set_choice(choice_); feed->reset(); refresh(); }),
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

} // namespace ttt
