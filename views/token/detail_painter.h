// Paints the columns of the strip under the document: text in lines, probabilities as bars.
#pragma once

#include "views/theme.h"
#include "views/token/token_facts.h"

#include <QRectF>

class QPainter;

namespace ttt {

inline constexpr int detail_columns = 4;   // token, frozen, adapted, logit change
inline constexpr int detail_lines = 7;     // title, top 5, rank
inline constexpr int detail_padding = 10;  // pixels

QRectF detail_column(const QRectF& strip, int column);
double detail_line_height(const QFont& font);

/// Draws into one rectangle, line by line; text that does not fit is cut with an ellipsis.
class DetailPainter {
public:
    DetailPainter(QPainter& painter, const QRectF& column, const Theme& theme);

    void line(const QString& text, const QColor& colour, bool bold = false);
    void paragraph(const QString& text, const QColor& colour);  // wrapped

    void token(const RunModel& run, const TokenFacts& facts);
    /// `scale`: the probability of a full bar; `last`: the line below the bars, else the rank.
    void arm(const QString& name, const QColor& colour, const ArmFacts& facts, double scale, const QString& missing,
             const QString& last = {});
    void pattern(const RunModel& run, const TokenFacts& facts);

private:
    double bar_room(const std::vector<Candidate>& candidates) const;
    void candidate(const Candidate& candidate, const QColor& colour, double scale, double room);
    void logit_scale(const PatternEvent& event);
    void set_bold(bool bold);
    void taught(const TokenFacts& facts);

    QPainter& painter_;
    QRectF left_;  // what is left of the column
    const Theme& theme_;
    double line_height_;
};

}  // namespace ttt
