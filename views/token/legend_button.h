// The legend of the token colours: the colour bar and its words; a click chooses the saturation.
#pragma once

#include "views/token/token_colouring.h"

#include <QToolButton>

namespace ttt {

/// Owned by TokenView. GUI thread.
class LegendButton : public QToolButton {
    Q_OBJECT
public:
    explicit LegendButton(QWidget* parent = nullptr);
    void set_colouring(const TokenColouring& colouring);
    /// Pixels that it may take: decides how many words stand beside the bar.
    void set_room(int width);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString words() const;
    int width_with(const QString& words) const;

    TokenColouring colouring_;
    int room_ = 0;
};

}  // namespace ttt
