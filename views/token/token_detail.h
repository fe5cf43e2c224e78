// The strip under the document: how the selected token was predicted, frozen and adapted side by side.
#pragma once

#include "views/token/token_facts.h"

#include <QWidget>

#include <array>

namespace ttt {

class LabModel;

/// Owned by the window, GUI thread; run and selection outlive it.
class TokenDetail : public QWidget {
    Q_OBJECT
public:
    TokenDetail(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    /// Also tells who taught the token, where that was asked; null: no longer. The lab outlives the strip.
    void set_lab(LabModel* lab);
    const TokenFacts& facts() const { return facts_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;  // tooltips, one per column

private:
    void fold(bool folded);
    void read();

    RunModel& run_;
    Selection& selection_;
    LabModel* lab_ = nullptr;
    TokenMarks marks_;
    TokenFacts facts_;
    bool was_pointed_at_ = false;  // since the strip was folded
};

}  // namespace ttt
