#include "views/lab/attention_map.h"

#include "views/number_text.h"
#include "views/theme.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace ttt {

namespace {

constexpr double gamma = 0.5;  // small weights are seen too

}  // namespace

AttentionMap::AttentionMap(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setAccessibleName(tr("Attention pattern: rows look, columns are looked at"));
    setToolTip(
        tr("One row for each token of the stretch, one column for each token it may see; the colour is the root of "
           "the attention weight, 0 to 1."));
}

void AttentionMap::set_pattern(const std::optional<AttentionPattern>& pattern)
{
    pattern_ = pattern;
    current_ = -1;
    draw_image();
}

void AttentionMap::set_current(std::int64_t item)
{
    current_ = item;
    update();
}

void AttentionMap::draw_image()
{
    image_ = {};
    if (pattern_ && pattern_->queries > 0 && pattern_->keys > 0) {
        const Theme& colours = theme(palette());
        image_ = QImage(static_cast<int>(pattern_->keys), static_cast<int>(pattern_->queries), QImage::Format_RGB32);
        for (int row = 0; row < image_.height(); ++row)
            for (int column = 0; column < image_.width(); ++column) {
                const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(pattern_->keys) +
                                static_cast<std::size_t>(column);
                const double weight = static_cast<double>(pattern_->weights[at]);
                image_.setPixelColor(column, row, sequential(colours, std::pow(weight, gamma)));
            }
    }
    update();
}

QRectF AttentionMap::cells() const
{
    const QFontMetricsF metrics(font());
    const double gap = metrics.averageCharWidth();
    return QRectF(rect()).adjusted(gap, gap / 2, -gap, -std::ceil(metrics.height()));
}

QSize AttentionMap::sizeHint() const
{
    constexpr int letters = 50, lines = 9;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

QSize AttentionMap::minimumSizeHint() const
{
    constexpr int letters = 24, lines = 4;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

void AttentionMap::paintEvent(QPaintEvent*)
{
    if (image_.isNull())
        return;
    QPainter painter(this);
    const Theme& colours = theme(palette());
    const QRectF at = cells();
    painter.drawImage(at, image_);
    painter.setPen(QPen(colours.border, 1));
    painter.drawRect(at);
    painter.setPen(colours.muted);
    const QRectF below(at.left(), at.bottom(), at.width(), height() - at.bottom());
    const std::int64_t last = pattern_->first_key + pattern_->keys - 1;
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, grouped(pattern_->first_key));
    painter.drawText(below, Qt::AlignHCenter | Qt::AlignVCenter, tr("looks at token"));
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, grouped(last));
    const std::int64_t row = current_ - pattern_->first_query;
    if (current_ < 0 || row < 0 || row >= pattern_->queries)
        return;
    const double pitch = at.height() / static_cast<double>(pattern_->queries);
    const double tall = std::max(3.0, pitch);
    painter.setPen(QPen(colours.mark, 1.4));
    painter.drawRect(
        QRectF(at.left(), at.top() + (static_cast<double>(row) + 0.5) * pitch - tall / 2, at.width(), tall));
}

std::int64_t AttentionMap::item_at(QPointF at) const
{
    if (image_.isNull() || !cells().contains(at))
        return -1;
    const auto row =
        static_cast<std::int64_t>((at.y() - cells().top()) / cells().height() * static_cast<double>(pattern_->queries));
    return pattern_->first_query + std::min(row, pattern_->queries - 1);
}

void AttentionMap::mouseMoveEvent(QMouseEvent* event)
{
    Q_EMIT item_hovered(item_at(event->position()));
}

void AttentionMap::mousePressEvent(QMouseEvent* event)
{
    if (const std::int64_t item = item_at(event->position()); item >= 0)
        Q_EMIT item_chosen(item);
}

void AttentionMap::leaveEvent(QEvent*)
{
    Q_EMIT item_hovered(-1);
}

void AttentionMap::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        draw_image();
}

}  // namespace ttt
