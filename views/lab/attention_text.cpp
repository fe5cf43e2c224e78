#include "views/lab/attention_text.h"

#include "views/number_text.h"
#include "views/run_model.h"
#include "views/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

using Link = std::pair<std::int64_t, double>;

constexpr double least_weight = 0.02;   // below it no line is drawn
constexpr std::size_t most_links = 12;  // of one direction
constexpr double widest_line = 3;
constexpr double least_alpha = 0.45;
constexpr double row_lines = 1.7;  // from line to line of text, in line heights
constexpr int named_links = 2;     // in words

std::vector<Link> largest_first(std::vector<Link> links)
{
    std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) { return a.second > b.second; });
    if (links.size() > most_links)
        links.resize(most_links);
    return links;
}

}  // namespace

AttentionText::AttentionText(const RunModel& run, QWidget* parent) : QWidget(parent), run_(run)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Where the head looks, token by token"));
    setToolTip(
        tr("Point at a token: blue lines lead back to the tokens that it looks at, grey ones to later tokens that "
           "look at it; the thicker, the more attention."));
}

void AttentionText::set_pattern(const std::optional<AttentionPattern>& pattern)
{
    pattern_ = pattern;
    const std::int64_t end = pattern ? pattern->first_query + pattern->queries : 0;
    if (!pattern || current_ < pattern->first_query || current_ >= end)
        current_ = -1;
    lay_out();
}

void AttentionText::set_empty(const QString& sentence)
{
    empty_ = sentence;
    update();
}

void AttentionText::set_current(std::int64_t item)
{
    const bool is_shown = pattern_ && item >= pattern_->first_query && item < pattern_->first_query + pattern_->queries;
    current_ = is_shown ? item : -1;
    setAccessibleDescription(words());
    if (current_ >= 0)
        Q_EMIT current_moved(rect_of(current_));
    update();
}

void AttentionText::lay_out()
{
    places_.clear();
    forms_.clear();
    const QFontMetricsF metrics(font());
    const double line = std::ceil(metrics.height()), gap = metrics.averageCharWidth();
    double x = gap, y = gap;
    for (std::int64_t query = 0; pattern_ && query < pattern_->queries; ++query) {
        TokenPieces form = pieces_of(run_.document(), pattern_->first_query + query);
        const double own =
            width_of(form.tail, metrics) + metrics.horizontalAdvance(form.text) + width_of(form.head, metrics);
        const double wide = form.shares_characters() ? own : std::max(own, gap / 2);
        if (x + wide > width() - gap && x > gap) {
            x = gap;
            y += std::round(line * row_lines);
        }
        places_.emplace_back(x, y, wide, line);
        forms_.push_back(std::move(form));
        x += wide;
    }
    setMinimumHeight(static_cast<int>(pattern_ ? y + line * row_lines : 0));
    Q_EMIT laid_out(minimumHeight());
    update();
}

QRectF AttentionText::rect_of(std::int64_t item) const
{
    const std::int64_t at = pattern_ ? item - pattern_->first_query : -1;
    return at >= 0 && at < static_cast<std::int64_t>(places_.size()) ? places_[static_cast<std::size_t>(at)] : QRectF();
}

double AttentionText::weight(std::int64_t query, std::int64_t key) const
{
    const std::int64_t row = query - pattern_->first_query, column = key - pattern_->first_key;
    return column < 0 || column >= pattern_->keys
               ? 0.0
               : static_cast<double>(pattern_->weights[static_cast<std::size_t>(row * pattern_->keys + column)]);
}

std::vector<Link> AttentionText::looks_at(std::int64_t query) const
{
    std::vector<Link> links;
    for (std::int64_t key = pattern_->first_key; key <= query; ++key)
        if (const double here = weight(query, key); here >= least_weight)
            links.emplace_back(key, here);
    return largest_first(std::move(links));
}

std::vector<Link> AttentionText::looked_at_by(std::int64_t item) const
{
    std::vector<Link> links;
    for (std::int64_t query = item + 1; query < pattern_->first_query + pattern_->queries; ++query)
        if (const double here = weight(query, item); here >= least_weight)
            links.emplace_back(query, here);
    return largest_first(std::move(links));
}

QString AttentionText::words() const
{
    if (current_ < 0)
        return {};
    QStringList named;
    const std::vector<Link> links = looks_at(current_);
    for (std::size_t at = 0; at < links.size() && at < named_links; ++at) {
        const std::int64_t back = current_ - links[at].first;
        named += back == 0
                     ? tr("%1 % at itself").arg(fixed_text(100 * links[at].second, 0))
                     : tr("%1 % at “%2”, %3 back")
                           .arg(fixed_text(100 * links[at].second, 0), run_.token_text(links[at].first), grouped(back));
    }
    const QString looks = named.isEmpty() ? tr("looks everywhere a little") : tr("looks %1").arg(named.join(tr(", ")));
    return tr("“%1” (token %2) %3").arg(run_.token_text(current_), grouped(current_), looks);
}

QSize AttentionText::sizeHint() const
{
    constexpr int letters = 50, lines = 14;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

void AttentionText::paint_token(QPainter& painter, const TokenPieces& token, const QRectF& place) const
{
    const QFontMetricsF metrics(painter.font());
    const double tail = width_of(token.tail, metrics), head = width_of(token.head, metrics);
    painter.drawText(place.adjusted(tail, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, token.text);
    const double baseline = place.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    if (token.tail)
        paint_part(painter, token.tail, place.left(), baseline);
    if (token.head)
        paint_part(painter, token.head, place.right() - head, baseline);
}

void AttentionText::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& colours = theme(palette());
    painter.setRenderHint(QPainter::Antialiasing);
    if (!pattern_) {
        painter.setPen(colours.muted);
        painter.drawText(rect().adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap, empty_);
        return;
    }
    if (current_ >= 0)
        paint_lines(painter);
    const std::int64_t first = pattern_->first_query;
    for (std::size_t at = 0; at < places_.size(); ++at) {
        const bool is_current = first + static_cast<std::int64_t>(at) == current_;
        painter.setPen(colours.text);
        paint_token(painter, forms_[at], places_[at]);
        if (!is_current)
            continue;
        painter.setPen(QPen(colours.mark, 1.6));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(places_[at].adjusted(-1, 0, 1, 0), 3, 3);
    }
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

/// What lies before the stretch is reached through the upper left corner.
void AttentionText::paint_lines(QPainter& painter) const
{
    const Theme& colours = theme(palette());
    const QRectF here = rect_of(current_);
    const auto link = [&](const Link& to, QColor colour) {
        QRectF there = rect_of(to.first);
        if (there.isEmpty())
            there = QRectF(0, 0, 1, 1);
        QColor shade = colour;
        shade.setAlphaF(static_cast<float>(0.15 + 0.35 * to.second));
        painter.fillRect(there.adjusted(0, 1, 0, -1), shade);
        colour.setAlphaF(static_cast<float>(std::min(1.0, least_alpha + to.second)));
        painter.setPen(QPen(colour, 0.8 + widest_line * to.second, Qt::SolidLine, Qt::RoundCap));
        painter.setBrush(Qt::NoBrush);
        const QPointF from(here.center().x(), here.top()), end(there.center().x(), there.bottom());
        const bool is_same_row = here.top() == there.top();
        const double lift = here.height() * (row_lines - 1) * 1.4;
        const QPointF start = is_same_row ? QPointF(end.x(), there.top()) : end;
        QPainterPath path(from.y() > there.top() || is_same_row ? from : QPointF(from.x(), here.bottom()));
        const QPointF stop = from.y() > there.top() || is_same_row ? start : QPointF(end.x(), there.top());
        const double middle = is_same_row ? here.top() - lift : (path.currentPosition().y() + stop.y()) / 2;
        path.cubicTo({path.currentPosition().x(), middle}, {stop.x(), middle}, stop);
        painter.drawPath(path);
    };
    for (const Link& later : looked_at_by(current_))
        link(later, colours.muted);
    for (const Link& earlier : looks_at(current_))
        if (earlier.first != current_)
            link(earlier, colours.accent);
}

void AttentionText::resizeEvent(QResizeEvent*)
{
    lay_out();
}

void AttentionText::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        lay_out();
}

std::int64_t AttentionText::item_at(QPointF at) const
{
    for (std::size_t place = 0; place < places_.size(); ++place)
        if (places_[place].contains(at))
            return pattern_->first_query + static_cast<std::int64_t>(place);
    return -1;
}

void AttentionText::point_at(std::int64_t item)
{
    if (item == current_)
        return;
    set_current(item);
    Q_EMIT item_hovered(item);
}

/// The nearest token so many rows of text below.
std::int64_t AttentionText::item_below(int rows) const
{
    const QRectF from = rect_of(current_);
    const double wanted = from.top() + rows * std::round(from.height() * row_lines);
    std::int64_t best = current_;
    double distance = width();
    for (std::size_t at = 0; at < places_.size(); ++at) {
        const double away = std::abs(places_[at].center().x() - from.center().x());
        if (std::abs(places_[at].top() - wanted) < 1 && away < distance) {
            distance = away;
            best = pattern_->first_query + static_cast<std::int64_t>(at);
        }
    }
    return best;
}

void AttentionText::mouseMoveEvent(QMouseEvent* event)
{
    point_at(item_at(event->position()));
}

void AttentionText::mousePressEvent(QMouseEvent* event)
{
    if (const std::int64_t item = item_at(event->position()); item >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT item_chosen(item);
}

void AttentionText::leaveEvent(QEvent*)
{
    point_at(-1);
}

void AttentionText::keyPressEvent(QKeyEvent* event)
{
    if (!pattern_ || pattern_->queries == 0)
        return QWidget::keyPressEvent(event);
    const std::int64_t first = pattern_->first_query, last = first + pattern_->queries - 1;
    const bool is_none = current_ < 0;
    switch (event->key()) {
    case Qt::Key_Left:
        return point_at(is_none ? last : std::max(first, current_ - 1));
    case Qt::Key_Right:
        return point_at(is_none ? first : std::min(last, current_ + 1));
    case Qt::Key_Up:
        return point_at(is_none ? last : item_below(-1));
    case Qt::Key_Down:
        return point_at(is_none ? first : item_below(1));
    case Qt::Key_Home:
        return point_at(first);
    case Qt::Key_End:
        return point_at(last);
    case Qt::Key_Escape:
        return point_at(-1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!is_none)
            Q_EMIT item_chosen(current_);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

}  // namespace ttt
