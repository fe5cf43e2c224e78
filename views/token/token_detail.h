// The strip under the document: how the selected token was predicted, frozen and adapted side by side.
#pragma once

#include "views/token/token_facts.h"

#include <QWidget>

#include <array>

namespace ttt {

/// Owned by the window, GUI thread; run and selection outlive it.
class TokenDetail : public QWidget {
    Q_OBJECT
public:
    TokenDetail(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    const TokenFacts& facts() const { return facts_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;  // tooltips, one per column

private:
    void read();

    RunModel& run_;
    Selection& selection_;
    TokenFacts facts_;
};

} // namespace ttt
