// A stretch of the document as text, and lines from one token to those it looks back at and those that look at it.
#pragma once

#include "engine/records/heads.h"
#include "views/token_pieces.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace ttt {

class RunModel;

/// Owned by its view; GUI thread; the run outlives it. As high as its text: stands in a scroll area. Pointing at a
/// token, or the arrow keys, choose it; Home/End; Esc lets go; a click or Enter locks its place for all views.
class AttentionText : public QWidget {
    Q_OBJECT
public:
    AttentionText(const RunModel& run, QWidget* parent = nullptr);

    void set_pattern(const std::optional<AttentionPattern>& pattern);
    void set_empty(const QString& sentence);
    void set_current(std::int64_t item);  // -1: none
    std::int64_t current() const { return current_; }
    QRectF rect_of(std::int64_t item) const;  // empty where it is not shown
    /// Where the query looks, largest first: (item, weight); also before the stretch.
    std::vector<std::pair<std::int64_t, double>> looks_at(std::int64_t query) const;
    /// Later tokens of the stretch that look at the item.
    std::vector<std::pair<std::int64_t, double>> looked_at_by(std::int64_t item) const;
    QString words() const;  // of the current token
    QSize sizeHint() const override;

Q_SIGNALS:
    void item_hovered(std::int64_t item);  // -1: none
    void item_chosen(std::int64_t item);
    void current_moved(const QRectF& place);  // for whoever scrolls
    void laid_out(int height);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void lay_out();
    std::int64_t item_at(QPointF at) const;
    std::int64_t item_below(int rows) const;
    void point_at(std::int64_t item);
    void paint_lines(QPainter& painter) const;
    void paint_token(QPainter& painter, const TokenPieces& token, const QRectF& place) const;
    double weight(std::int64_t query, std::int64_t key) const;

    const RunModel& run_;
    std::optional<AttentionPattern> pattern_;
    std::vector<QRectF> places_;  // of the queries
    std::vector<TokenPieces> forms_;
    QString empty_;
    std::int64_t current_ = -1;
};

}  // namespace ttt
