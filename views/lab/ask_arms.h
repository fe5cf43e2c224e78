// What the arms answered, side by side: the likeliest next tokens as bars, and the text that each went on with.
#pragma once

#include "engine/records/answers.h"

#include <QWidget>

#include <vector>

class QPlainTextEdit;

namespace ttt {

/// The likeliest tokens of one arm, a line each: the token, its bar, its probability.
class ChanceBars : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    /// `full`: the probability of a full bar.
    void set(const ArmAnswer& answer, double full);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paint_line(QPainter& painter, int line, const TokenChance& chance) const;

    ArmAnswer answer_;
    double full_ = 1;
};

/// One column for each arm; made anew when other arms answer. GUI thread.
class AskArms : public QWidget {
    Q_OBJECT
public:
    explicit AskArms(QWidget* parent = nullptr);

    void set_expected(const std::vector<ArmAnswer>& answers);
    /// Behind the prompt, which is seen in front of each, and behind earlier turns with the arm's own answers.
    void set_texts(const std::vector<AskTurn>& turns, const QString& prompt, const std::vector<ArmAnswer>& answers);
    QString text(Arm arm) const;

private:
    struct Column {
        Arm arm;
        ChanceBars* bars;
        QPlainTextEdit* text;
    };
    void make(const std::vector<ArmAnswer>& answers);

    std::vector<Column> columns_;
};

}  // namespace ttt
