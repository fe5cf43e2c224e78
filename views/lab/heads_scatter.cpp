#include "views/lab/heads_scatter.h"

#include "views/number_text.h"
#include "views/plain_text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

constexpr double reach = 1.8;    // radii around a dot that belong to it
constexpr double margin = 0.08;  // of the range of copying, above and below

}  // namespace

HeadsScatter::HeadsScatter(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Attention heads by prefix matching and copying"));
}

void HeadsScatter::set_heads(std::vector<HeadScore> heads, HeadText text, double even)
{
    heads_ = std::move(heads);
    text_ = text;
    even_ = even;
    layers_ = 1;
    for (const HeadScore& head : heads_)
        layers_ = std::max(layers_, head.layer + 1);
    set_range();
    chosen_ = std::min(chosen_, count() - 1);
    set_current(std::min(current_, count() - 1));
    update();
}

void HeadsScatter::set_recorded(std::vector<HeadScore> heads, const QString& name)
{
    recorded_ = std::move(heads);
    recorded_name_ = name;
    set_range();
    update();
}

void HeadsScatter::set_range()
{
    low_ = high_ = 0;
    const auto hold = [this](double copying) {
        if (std::isnan(copying))
            return;
        low_ = std::min(low_, copying);
        high_ = std::max(high_, copying);
    };
    for (int head = 0; head < count(); ++head)
        hold(copying(head));
    for (const HeadScore& score : recorded_)
        hold(score.copying_random);
    const double room = high_ > low_ ? margin * (high_ - low_) : 1;
    low_ -= room;
    high_ += room;
}

void HeadsScatter::set_chosen(int head)
{
    chosen_ = head < count() ? head : -1;
    update();
}

double HeadsScatter::prefix(int head) const
{
    const HeadScore& score = heads_[static_cast<std::size_t>(head)];
    return text_ == HeadText::random ? score.prefix_random : score.prefix_document;
}

double HeadsScatter::copying(int head) const
{
    const HeadScore& score = heads_[static_cast<std::size_t>(head)];
    return text_ == HeadText::random ? score.copying_random : score.copying_document;
}

QRectF HeadsScatter::plot_rect() const
{
    const QFontMetricsF metrics(font());
    const double line = std::ceil(metrics.height()), letter = metrics.averageCharWidth();
    const double left = 6 * letter, top = line + 1.5 * letter;
    return {left, top, std::max(1.0, width() - left - 2 * letter),
            std::max(1.0, height() - top - 2 * line - letter / 2)};
}

QPointF HeadsScatter::place_of(double prefix, double copying) const
{
    const QRectF plot = plot_rect();
    return {plot.left() + prefix * plot.width(), plot.bottom() - (copying - low_) / (high_ - low_) * plot.height()};
}

QPointF HeadsScatter::dot_of(int head) const
{
    return place_of(prefix(head), copying(head));
}

double HeadsScatter::radius() const
{
    return std::max(3.0, QFontMetricsF(font()).xHeight() * 0.6);
}

QString HeadsScatter::words(int head) const
{
    const HeadScore& score = heads_[static_cast<std::size_t>(head)];
    return tr("layer %1 · head %2\nprefix matching %3\ncopying %4")
        .arg(score.layer)
        .arg(score.head)
        .arg(fixed_text(prefix(head), 3), signed_text(copying(head)));
}

QSize HeadsScatter::sizeHint() const
{
    constexpr int letters = 48, lines = 20;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

QSize HeadsScatter::minimumSizeHint() const
{
    constexpr int letters = 24, lines = 8;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

int HeadsScatter::head_at(QPointF at) const
{
    int nearest = -1;
    double best = reach * radius();
    for (int head = 0; head < count(); ++head) {
        const QPointF away = dot_of(head) - at;
        const double distance = std::hypot(away.x(), away.y());  // NaN is not nearer
        if (distance < best) {
            best = distance;
            nearest = head;
        }
    }
    return nearest;
}

void HeadsScatter::set_current(int head)
{
    if (head == current_)
        return;
    current_ = head;
    setAccessibleDescription(head < 0 ? QString() : words(head));
    update();
}

/// The head of the same number so many layers away; where there is none, the same one.
int HeadsScatter::head_beside(int layers) const
{
    const int from = current_ >= 0 ? current_ : std::max(0, chosen_);
    const HeadScore& here = heads_[static_cast<std::size_t>(from)];
    for (int head = 0; head < count(); ++head) {
        const HeadScore& there = heads_[static_cast<std::size_t>(head)];
        if (there.layer == here.layer + layers && there.head == here.head)
            return head;
    }
    return from;
}

void HeadsScatter::keyPressEvent(QKeyEvent* event)
{
    const int from = current_ >= 0 ? current_ : chosen_;
    if (heads_.empty())
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return set_current(std::max(0, from - 1));
    case Qt::Key_Right:
        return set_current(std::min(count() - 1, from + 1));
    case Qt::Key_Up:
        return set_current(head_beside(1));
    case Qt::Key_Down:
        return set_current(head_beside(-1));
    case Qt::Key_Home:
        return set_current(0);
    case Qt::Key_End:
        return set_current(count() - 1);
    case Qt::Key_Escape:
        return set_current(-1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (from >= 0)
            Q_EMIT head_chosen(from);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void HeadsScatter::mouseMoveEvent(QMouseEvent* event)
{
    set_current(head_at(event->position()));
}

void HeadsScatter::mousePressEvent(QMouseEvent* event)
{
    const int head = head_at(event->position());
    if (head >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT head_chosen(head);
}

void HeadsScatter::leaveEvent(QEvent*)
{
    set_current(-1);
}

void HeadsScatter::focusOutEvent(QFocusEvent* event)
{
    set_current(-1);
    QWidget::focusOutEvent(event);
}

bool HeadsScatter::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QRectF plot = plot_rect();
    if (help->pos().y() > plot.bottom())
        show_tip(
            help->globalPos(),
            tr("Prefix matching: the mean attention mass, 0 to 1, on the tokens that followed an earlier "
               "occurrence of the present token; the dotted line is that of a head that looks at all it sees alike."),
            this);
    else if (help->pos().x() < plot.left() || help->pos().y() < plot.top())
        show_tip(help->globalPos(),
                 tr("Copying: how far the head's output raises the logit of the token it attends to, in "
                    "standard deviations over the vocabulary."),
                 this);
    else
        QToolTip::hideText();
    return true;
}

}  // namespace ttt
