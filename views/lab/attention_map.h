// The attention pattern of one head as a small heat map: a row for each token that looks, a column for each it may see.
#pragma once

#include "engine/records/heads.h"

#include <QImage>
#include <QWidget>

#include <optional>

namespace ttt {

/// Owned by its view; GUI thread. Pointing at a row tells its token.
class AttentionMap : public QWidget {
    Q_OBJECT
public:
    explicit AttentionMap(QWidget* parent = nullptr);

    void set_pattern(const std::optional<AttentionPattern>& pattern);
    void set_current(std::int64_t item);  // -1: none
    QRectF cells() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void item_hovered(std::int64_t item);
    void item_chosen(std::int64_t item);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void draw_image();
    std::int64_t item_at(QPointF at) const;

    std::optional<AttentionPattern> pattern_;
    QImage image_;
    std::int64_t current_ = -1;
};

}  // namespace ttt
