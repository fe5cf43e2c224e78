#include "views/images/image_legend.h"

#include "views/images/image_paint.h"
#include "views/images/image_words.h"
#include "views/number_text.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace ttt {

namespace {

constexpr int swatch = 14, inner_gap = 5, outer_gap = 14, side = 2;  // pixels
constexpr std::array outcomes{Outcome::mended, Outcome::broken, Outcome::wrong, Outcome::right, Outcome::unknown};

bool can_be(Outcome outcome, bool both, std::int64_t count)
{
    if (outcome == Outcome::unknown)
        return count > 0;
    return both || outcome == Outcome::right || outcome == Outcome::wrong;
}

}  // namespace

ImageLegend::ImageLegend(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("What the frames of the images mean"));
}

void ImageLegend::read(const RunModel& run)
{
    std::array<std::int64_t, outcomes.size()> counts{};
    const ImageItems items(run);
    for (std::int64_t item = 0; item < items.count(); ++item)
        ++counts[static_cast<std::size_t>(items.outcome(item))];
    const bool both = has_both_arms(run), labelled = counts[0] < items.count();
    entries_.clear();
    for (const Outcome outcome : outcomes) {
        const std::int64_t count = counts[static_cast<std::size_t>(outcome)];
        if (!run.empty() && items.count() > 0 && can_be(outcome, both, count) &&
            (labelled || outcome == Outcome::unknown))
            entries_.push_back({outcome, outcome_words(outcome, both), grouped(count)});
    }
    const QString all = words().join(QStringLiteral(", "));
    setAccessibleDescription(all);
    setToolTip(all.isEmpty() ? QString() : tr("Frames of the images shown so far: %1.").arg(all));
    update();
}

QStringList ImageLegend::words() const
{
    QStringList all;
    for (const Entry& entry : entries_)
        all += words_of(entry, true);
    return all;
}

QString ImageLegend::words_of(const Entry& entry, bool counted) const
{
    return counted ? entry.name + u' ' + entry.count : entry.name;
}

int ImageLegend::width_of(const QString& words) const
{
    return swatch + inner_gap + fontMetrics().horizontalAdvance(words);
}

int ImageLegend::width_of_all(bool counted) const
{
    int width = 2 * side;
    for (const Entry& entry : entries_)
        width += width_of(words_of(entry, counted)) + outer_gap;
    return width - outer_gap;
}

QSize ImageLegend::sizeHint() const
{
    return {std::max(swatch, width_of_all(true)), fontMetrics().height() + 4};
}

QSize ImageLegend::minimumSizeHint() const
{
    return {swatch, sizeHint().height()};
}

void ImageLegend::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    const bool counted = width_of_all(true) <= width();
    int x = side;
    for (const Entry& entry : entries_) {
        const QString words = words_of(entry, counted);
        if (x + width_of(words) > width())
            return;
        paint_frame(painter, QRectF(x, (height() - swatch) / 2.0, swatch, swatch), entry.outcome, colours);
        painter.setPen(colours.muted);
        painter.drawText(QRect(x + swatch + inner_gap, 0, width(), height()), Qt::AlignVCenter, words);
        x += width_of(words) + outer_gap;
    }
}

}  // namespace ttt
