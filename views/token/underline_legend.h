// What the blue line under tokens means, beside the colours' legend.
#pragma once

#include <QWidget>

namespace ttt {

/// Owned by TokenView; GUI thread.
class UnderlineLegend : public QWidget {
    Q_OBJECT
public:
    explicit UnderlineLegend(QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString words_;
};

}  // namespace ttt
