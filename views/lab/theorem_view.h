// The view "Theorem": what In-Place TTT's Theorem 1 predicts and what the update rule does, side by side for two
// targets.
#pragma once

#include "engine/records/theorem.h"
#include "views/view.h"

class QBoxLayout;
class QLabel;
class QScrollArea;

namespace ttt {

class LabModel;
class TheoremChart;
class TheoremControls;

/// GUI thread. Asks the lab when it is shown and whenever the setup changes; one question at a time, the newest wins.
class TheoremView : public View {
    Q_OBJECT
public:
    TheoremView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent = nullptr);

    QString title() const override;
    QString note() const override;
    std::vector<QAction*> title_actions() override;
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& words) override;
    QSize sizeHint() const override;

    const TheoremSetup& setup() const;
    void set_setup(const TheoremSetup& setup);
    QString status() const;  // the words below the bars
    TheoremChart& chart() { return *chart_; }
    TheoremChart& beside() { return *beside_; }

Q_SIGNALS:
    void setup_changed();

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void make_controls(QBoxLayout& row);
    void make_words(QBoxLayout& column);
    void change();
    void ask();
    void take_answer();
    void take_problem();
    void draw();
    void show_words();
    void fit();
    QString sentences() const;

    LabModel& lab_;
    TheoremControls* controls_;
    QScrollArea *control_area_, *word_area_;
    QBoxLayout* bars_;
    TheoremChart *chart_, *beside_;
    QWidget* legend_;
    QLabel* words_;
    QAction* single_;
    QString problem_;
    bool is_waiting_ = false;
};

}  // namespace ttt
