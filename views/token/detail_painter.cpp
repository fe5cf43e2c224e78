#include "views/token/detail_painter.h"

#include "views/token/token_words.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr std::array column_ends{0.0, 0.28, 0.52, 0.76, 1.0};  // parts of the strip
constexpr double line_factor = 1.3;                            // line height in heights of the font
constexpr double bar_part = 0.3;                               // of a column's width, for the bars
constexpr double bar_height = 6;                               // pixels
constexpr double bar_gap = 6;
constexpr double least_bar = 2;
constexpr double dot = 4;  // radius
constexpr double band_alpha = 0.45;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TokenDetail)
};

QString rank_text(const ArmFacts& facts)
{
    return std::isnan(facts.rank) ? QString() : Words::tr("rank %1").arg(grouped(std::llround(facts.rank)));
}

QString nll_text(const TokenFacts& facts)
{
    if (std::isnan(facts.frozen.nll) || std::isnan(facts.adapted.nll))
        return Words::tr("NLL %1 nats").arg(nats(std::isnan(facts.frozen.nll) ? facts.adapted.nll : facts.frozen.nll));
    return Words::tr("NLL %1 → %2 nats").arg(nats(facts.frozen.nll), nats(facts.adapted.nll));
}

}  // namespace

QRectF detail_column(const QRectF& strip, int column)
{
    const auto left = [&](int of) { return std::round(strip.width() * column_ends[static_cast<std::size_t>(of)]); };
    return {strip.left() + left(column), strip.top(), left(column + 1) - left(column), strip.height()};
}

double detail_line_height(const QFont& font)
{
    return std::ceil(QFontMetricsF(font).height() * line_factor);
}

DetailPainter::DetailPainter(QPainter& painter, const QRectF& column, const Theme& theme)
    : painter_(painter), left_(column.adjusted(detail_padding, detail_padding, -detail_padding, -detail_padding / 2)),
      theme_(theme), line_height_(detail_line_height(painter.font()))
{
    painter_.setRenderHint(QPainter::Antialiasing);
}

void DetailPainter::set_bold(bool bold)
{
    QFont font = painter_.font();
    font.setBold(bold);
    painter_.setFont(font);
}

void DetailPainter::line(const QString& text, const QColor& colour, bool bold)
{
    set_bold(bold);
    const QString cut = QFontMetricsF(painter_.font()).elidedText(text, Qt::ElideRight, left_.width());
    painter_.setPen(colour);
    painter_.drawText(QRectF(left_.left(), left_.top(), left_.width(), line_height_), Qt::AlignVCenter, cut);
    left_.setTop(left_.top() + line_height_);
    set_bold(false);
}

void DetailPainter::paragraph(const QString& text, const QColor& colour)
{
    QRectF used;
    painter_.setPen(colour);
    painter_.drawText(left_, Qt::TextWordWrap, text, &used);
    left_.setTop(used.bottom());
}

void DetailPainter::token(const RunModel& run, const TokenFacts& facts)
{
    line(facts.previous.isEmpty() ? Words::tr("%1, the first token").arg(quoted(facts.token))
                                  : Words::tr("%1 after %2").arg(quoted(facts.token), quoted(facts.previous)),
         theme_.text, true);
    line(Words::tr("token %1 · chunk %2").arg(grouped(facts.place.item), grouped(facts.place.step)), theme_.text);
    if (facts.mark)
        line(mark_text(*facts.mark), facts.mark->noisy ? theme_.failure : theme_.muted);
    if (facts.state == FactState::unread)
        return paragraph(run.is_running() ? Words::tr("Not read yet.") : Words::tr("Not read up to here."),
                         theme_.muted);
    if (facts.state == FactState::unpredicted)
        return paragraph(Words::tr("Nothing stands before it, so it was not predicted."), theme_.muted);
    if (facts.pattern) {
        const std::int64_t back = facts.pattern->position - facts.pattern->earlier;
        const QString chunks = facts.chunks_back == 0   ? Words::tr("same chunk")
                               : facts.chunks_back == 1 ? Words::tr("1 chunk")
                                                        : Words::tr("%1 chunks").arg(grouped(facts.chunks_back));
        line((back == 1 ? Words::tr("1 token back, %1") : Words::tr("%1 tokens back, %2").arg(grouped(back)))
                 .arg(chunks),
             theme_.text);
    }
    line(nll_text(facts), theme_.text);
    const double gain = facts.frozen.nll - facts.adapted.nll;
    if (!std::isnan(gain))
        line(gain >= 0 ? Words::tr("%1 nats easier").arg(nats(gain)) : Words::tr("%1 nats harder").arg(nats(-gain)),
             gain >= 0 ? theme_.adapted : theme_.twin);
    if (!std::isnan(facts.nll_twin))
        line(Words::tr("twin %1 nats").arg(nats(facts.nll_twin)), theme_.muted);
}

void DetailPainter::arm(const QString& name, const QColor& colour, const ArmFacts& facts, double scale,
                        const QString& missing, const QString& last)
{
    line(name, colour, true);
    if (!facts.there())
        return paragraph(missing, theme_.muted);
    const double room = bar_room(facts.top);
    for (const Candidate& each : facts.top)
        candidate(each, colour, scale, room);
    line(last.isEmpty() ? rank_text(facts) : last, theme_.muted);
}

/// Bars give way to the words beside them: the numbers say the same.
double DetailPainter::bar_room(const std::vector<Candidate>& candidates) const
{
    double words = 0;
    QFont font = painter_.font();
    for (const Candidate& each : candidates) {
        font.setBold(each.is_true);
        const QFontMetricsF metrics(font);
        words = std::max(words, metrics.horizontalAdvance(each.text.trimmed()) +
                                    metrics.horizontalAdvance(probability(each.probability)));
    }
    const double room = std::min(left_.width() * bar_part, left_.width() - words - 2 * bar_gap);
    return room < bar_height ? -bar_gap : room;  // none, and no gap behind it
}

/// `room` for the bar, pixels.
void DetailPainter::candidate(const Candidate& candidate, const QColor& colour, double scale, double room)
{
    const double length = std::max(least_bar, room * std::min(1.0, candidate.probability / scale));
    const double middle = left_.top() + line_height_ / 2;
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(colour);
    if (room > 0)
        painter_.drawRoundedRect(QRectF(left_.left(), middle - bar_height / 2, length, bar_height), 2, 2);
    set_bold(candidate.is_true);
    const QFontMetricsF metrics(painter_.font());
    const QString number = probability(candidate.probability);
    const double text_left = left_.left() + room + bar_gap;
    const double text_room = left_.right() - text_left - metrics.horizontalAdvance(number) - bar_gap;
    const QString text = metrics.elidedText(candidate.text.trimmed(), Qt::ElideRight, text_room);
    painter_.setPen(theme_.text);
    const auto write = [&](double x, const QString& words) {
        painter_.drawText(QRectF(x, left_.top(), left_.right() - x + 1, line_height_),
                          Qt::AlignVCenter | Qt::TextDontClip, words);
    };
    write(text_left, text);
    write(text_left + metrics.horizontalAdvance(text) + bar_gap, number);
    set_bold(false);
    left_.setTop(left_.top() + line_height_);
}

void DetailPainter::pattern(const RunModel& run, const TokenFacts& facts)
{
    line(Words::tr("Δ logit"), theme_.text, true);
    if (!facts.pattern) {
        paragraph(missing_pattern(run, facts), theme_.muted);
        return taught(facts);
    }
    const PatternEvent& event = *facts.pattern;
    line(Words::tr("this token %1").arg(signed_number(event.logit_change, 2)), theme_.adapted, true);
    line(Words::tr("others %1 ± %2")
             .arg(signed_number(event.logit_change_others, 2))
             .arg(event.logit_change_spread, 0, 'f', 2),
         theme_.text);
    logit_scale(event);
    if (facts.taught.isEmpty())
        line(Words::tr("adapted − frozen"), theme_.muted);
    taught(facts);
}

void DetailPainter::taught(const TokenFacts& facts)
{
    if (!facts.taught.isEmpty())
        paragraph(QString(facts.taught).replace(QStringLiteral(" %"), QStringLiteral("\u00A0%")), theme_.accent);
}

/// A line from the lowest to the highest value: the band of all other tokens, a tick at 0, a dot for this token.
void DetailPainter::logit_scale(const PatternEvent& event)
{
    const double low = event.logit_change_others - event.logit_change_spread;
    const double high = event.logit_change_others + event.logit_change_spread;
    const double from = std::min({0.0, low, event.logit_change});
    const double to = std::max({0.0, high, event.logit_change});
    const double middle = left_.top() + line_height_ / 2;
    const auto at = [&](double value) {
        const double part = to > from ? (value - from) / (to - from) : 0.5;
        return left_.left() + dot + part * (left_.width() - 2 * dot);
    };
    QColor band = theme_.frozen;
    band.setAlphaF(static_cast<float>(band_alpha));
    painter_.fillRect(QRectF(QPointF(at(low), middle - dot), QPointF(at(high), middle + dot)), band);
    painter_.setPen(QPen(theme_.border, 1));
    painter_.drawLine(QPointF(left_.left(), middle), QPointF(left_.right(), middle));
    painter_.setPen(QPen(theme_.muted, 1));
    painter_.drawLine(QPointF(at(0), middle - dot), QPointF(at(0), middle + dot));
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(theme_.adapted);
    painter_.drawEllipse(QPointF(at(event.logit_change), middle), dot, dot);
    left_.setTop(left_.top() + line_height_);
}

}  // namespace ttt
