// The second form of the view of patterns and chunks: the direct path's prediction over what was measured.
#include "views/lab/pattern_chunks_view.h"
#include "views/lab_model.h"
#include "views/number_text.h"
#include "views/plot/minmax_pyramid.h"
#include "views/plot/plot.h"
#include "views/run_model.h"
#include "views/token/token_words.h"

#include <QLabel>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

std::shared_ptr<MinMaxPyramid> straight(double low, double high, double slope, double intercept)
{
    auto line = std::make_shared<MinMaxPyramid>();
    line->append(low, slope * low + intercept);
    line->append(high, slope * high + intercept);
    return line;
}

}  // namespace

void PatternChunksView::draw_scatter()
{
    PlotData drawn;
    dots_.clear();
    if (lab_.patterns()) {
        const PatternTrace& trace = *lab_.patterns();
        for (std::size_t at = 0; at < trace.items.size(); ++at)
            if (std::isfinite(trace.measured[at]) && std::isfinite(trace.predicted[at]))
                dots_.push_back(at);
        std::ranges::stable_sort(dots_, {}, [&](std::size_t at) { return trace.measured[at]; });
    }
    if (!dots_.empty()) {
        const PatternTrace& trace = *lab_.patterns();
        auto points = std::make_shared<std::vector<QPointF>>();
        for (const std::size_t at : dots_)
            points->emplace_back(trace.measured[at], trace.predicted[at]);
        const double low = std::min(0.0, points->front().x()), high = std::max(0.0, points->back().x());
        PlotLine equal;
        equal.name = tr("predicted = measured");
        equal.colour = &Theme::muted;
        equal.style = Qt::DashLine;
        equal.width = 1;
        equal.points = straight(low, high, 1, 0);
        drawn.lines.push_back(std::move(equal));
        if (!std::isnan(fit_.slope)) {
            PlotLine fitted;
            fitted.name = tr("slope %1").arg(fixed_text(fit_.slope, 2));
            fitted.points = straight(low, high, fit_.slope, fit_.intercept);
            drawn.lines.push_back(std::move(fitted));
        }
        drawn.dots.emplace_back();
        drawn.dots[0].name = tr("patterns, predicted ↑ over measured →");
        drawn.dots[0].colour = &Theme::accent;
        drawn.dots[0].points = std::move(points);
        drawn.references.emplace_back();  // at 0
    }
    dot_ = -1;
    scatter_->set_data(std::move(drawn));
    sentence_->setText(std::isnan(fit_.correlation)
                           ? tr("Too few patterns for a correlation.")
                           : tr("The direct path explains r = %1, slope %2 of the measured change of %3.")
                                 .arg(fixed_text(fit_.correlation, 2), fixed_text(fit_.slope, 2),
                                      counted(fit_.count, tr("1 pattern"), tr("%1 patterns"))));
    mark_dot();
}

void PatternChunksView::mark_dot()
{
    if (dots_.empty() || !lab_.patterns())
        return;
    const std::int64_t item = selection_.current().item;
    const auto found = std::ranges::find_if(dots_, [&](std::size_t at) { return lab_.patterns()->items[at] == item; });
    scatter_->set_highlight(0, found == dots_.end() ? -1 : found - dots_.begin());
}

Place PatternChunksView::place_of(qint64 dot) const
{
    if (dot < 0 || !lab_.patterns() || dot >= static_cast<qint64>(dots_.size()))
        return {};
    const std::int64_t item = lab_.patterns()->items[dots_[static_cast<std::size_t>(dot)]];
    return {run_.step_of(item), item};
}

QString PatternChunksView::dot_text() const
{
    const Place place = place_of(dot_);
    if (!place)
        return {};
    const std::size_t at = dots_[static_cast<std::size_t>(dot_)];
    return tr("%1 → %2 at %3\npredicted %4\nmeasured %5")
        .arg(quoted(run_.token_text(place.item - 1)), quoted(run_.token_text(place.item)), grouped(place.item),
             signed_text(static_cast<double>(lab_.patterns()->predicted[at])),
             signed_text(static_cast<double>(lab_.patterns()->measured[at])));
}

}  // namespace ttt
