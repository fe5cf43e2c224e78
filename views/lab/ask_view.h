// The view "Ask": a sentence at the selected place, what each arm expects behind it, and how each goes on.
#pragma once

#include "views/view.h"

#include <QTimer>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QScrollArea;

namespace ttt {

class AskArms;
class AskModel;
class AskOptions;
struct AskQuestion;

/// GUI thread; the models outlive it. The place is before the locked token, else the end of what was read. Asks while
/// it is seen, some moments after the last key; nothing is asked before somebody chose a place or wrote something.
class AskView : public View {
    Q_OBJECT
public:
    AskView(RunModel& run, Selection& selection, AskModel& ask, QWidget* parent = nullptr);

    QString title() const override { return tr("Ask"); }
    QString note() const override;
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& words) override;

    QString place_text() const;  // "Before token 1,234, in chunk 19"
    QString state_text() const;  // why there is no answer, or what goes on; empty: nothing to say
    QLineEdit& prompt() { return *prompt_; }
    AskArms& arms() { return *arms_; }
    QPushButton& button() { return *button_; }  // Continue, or Stop

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    QWidget* scrolling();
    void connect_all();
    std::int64_t place() const;
    AskQuestion question() const;
    void want();  // soon
    void ask();
    void press();
    void follow_place();
    void show_state();
    void show_answers();

    AskModel& ask_;
    QTimer wait_;  // for the next key
    bool is_wanted_ = false;
    QAction* options_shown_;
    QLabel *place_, *state_;
    QLineEdit* prompt_;
    QPushButton* button_;
    QProgressBar* progress_;
    AskOptions* options_;
    AskArms* arms_;
    QScrollArea* area_ = nullptr;  // of options and arms
};

}  // namespace ttt
