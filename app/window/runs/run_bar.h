// The bar at the top: what is read by what, Run, Pause, Cancel, and how far it is.
#pragma once

#include "app/workbench/run_controller.h"
#include "engine/records/methods.h"

#include <QToolBar>

class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace ttt {

/// The actions belong to the window, so that menus and palette have the same ones.
struct RunActions {
    QAction* run;
    QAction* pause;  // checkable
    QAction* cancel;
};

class RunBar : public QToolBar {
    Q_OBJECT
public:
    RunBar(const RunController& controller, const RunActions& actions, QMenu* inputs, QMenu* models,
           QWidget* parent = nullptr);

    void set_input(RunKind kind, const QString& name, const QString& tip);
    void set_model(const QString& name, const QString& facts);
    /// What the next run will be like; shown while no run is.
    void set_estimate(const QString& words);
    void refresh();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QString words() const;

    const RunController& controller_;
    QToolButton* input_;
    QToolButton* model_;
    QProgressBar* progress_;
    QLabel* words_;
    QString estimate_;
};

/// "5 s left", "2 min 05 s left".
QString time_left(double seconds);

}  // namespace ttt
