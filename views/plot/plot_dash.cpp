#include "views/plot/plot_dash.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

/// Drawn and left out in turn, in widths of the pen.
const std::vector<double>& pattern_of(Qt::PenStyle style)
{
    static const std::vector<double> dash{3.6, 2.2}, dot{1.4, 1.8}, dash_dot{4.2, 1.7, 1.3, 1.7},
        dash_dot_dot{4.2, 1.5, 1.2, 1.5, 1.2, 1.5};
    switch (style) {
    case Qt::DotLine:
        return dot;
    case Qt::DashDotLine:
        return dash_dot;
    case Qt::DashDotDotLine:
        return dash_dot_dot;
    default:
        return dash;
    }
}

/// Where x lies in the repeated pattern.
class Phase {
public:
    Phase(Qt::PenStyle style, double width, double x) : pattern_(pattern_of(style)), width_(width)
    {
        double period = 0;
        for (const double length : pattern_)
            period += length * width;
        next_ = std::floor(x / period) * period + pattern_[0] * width;
        while (next_ <= x)
            advance();
    }
    bool drawn() const { return at_ % 2 == 0; }
    double next() const { return next_; }
    void advance()
    {
        at_ = (at_ + 1) % pattern_.size();
        next_ += pattern_[at_] * width_;
    }

private:
    const std::vector<double>& pattern_;
    double width_;
    std::size_t at_ = 0;
    double next_;  // the x where the present stretch ends
};

QPointF between(QPointF from, QPointF to, double x)
{
    return {x, from.y() + (to.y() - from.y()) * (x - from.x()) / (to.x() - from.x())};
}

}  // namespace

std::vector<QList<QPointF>> dashes(const QList<QPointF>& line, Qt::PenStyle style, double width)
{
    if (style == Qt::SolidLine || line.size() < 2)
        return {line};
    std::vector<QList<QPointF>> pieces;
    Phase phase(style, width, line.front().x());
    QList<QPointF> piece;
    const auto add = [&](QPointF point) {
        if (phase.drawn())
            piece.push_back(point);
    };
    add(line.front());
    for (qsizetype at = 1; at < line.size(); ++at) {
        while (phase.next() < line[at].x()) {
            const QPointF cut = between(line[at - 1], line[at], phase.next());
            add(cut);
            if (phase.drawn())
                pieces.push_back(std::exchange(piece, {}));
            phase.advance();
            add(cut);
        }
        add(line[at]);
    }
    if (piece.size() > 1)
        pieces.push_back(piece);
    return pieces;
}

}  // namespace ttt
