// The change of a logit as the sum that it is: direct + rescaled + indirect, each bar from where the last one ended.
#pragma once

#include "engine/records/trace.h"

#include <QWidget>

#include <optional>

namespace ttt {

/// Owned by its view; GUI thread.
class TraceSplit : public QWidget {
    Q_OBJECT
public:
    explicit TraceSplit(QWidget* parent = nullptr);

    void set_trace(const std::optional<LogitTrace>& trace);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;  // tooltips, one per row

private:
    double line_height() const;

    std::optional<LogitTrace> trace_;
};

}  // namespace ttt
