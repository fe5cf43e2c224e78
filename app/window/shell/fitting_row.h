// Words side by side, as many as have room: the less important ones are left out instead of being cut.
#pragma once

#include <QWidget>

#include <vector>

class QLabel;

namespace ttt {

/// GUI thread. The first label is the most important one; they stand in the order of `place`, from the left.
class FittingRow : public QWidget {
    Q_OBJECT
public:
    explicit FittingRow(std::vector<QLabel*> by_importance, std::vector<QLabel*> by_place, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    void arrange();

    std::vector<QLabel*> by_importance_, by_place_;
};

}  // namespace ttt
