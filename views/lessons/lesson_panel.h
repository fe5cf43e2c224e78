// The panel "Lesson": text, question, what to do now, and the steps as dots.
#pragma once

#include <QPointer>
#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QShortcut;

namespace ttt {

class ChoiceAsk;
class CurveAsk;
class DrawingView;
class HighlightFrame;
class LessonPlayer;
class StepDots;

/// GUI thread; the player outlives it. Keys: Space next (in the whole window, where nothing else wants it), Backspace
/// or Alt+Left back, Enter to the framed panel. Frames are laid around widgets of the window that the step names.
class LessonPanel : public QWidget {
    Q_OBJECT
public:
    explicit LessonPanel(LessonPlayer& player, QWidget* parent = nullptr);
    ~LessonPanel() override;

    /// Asks for a name at the next question. `required`: no question is taken without one.
    void ask_learner(bool required);
    QString learner() const;
    void set_learner(const QString& name);

    /// The folder of the drawings that steps name.
    void set_drawings(const QString& folder) { drawings_ = folder; }

    QSize sizeHint() const override;
    void take_focus();  // to where the step wants it

Q_SIGNALS:
    void learner_named(const QString& name);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void make_text();
    void make_learner_row();
    void make_foot();
    void order_keys();
    void show_drawing();
    void enter();
    void refresh();
    void refresh_ask();
    void refresh_status();
    void refresh_highlight();
    void clear_highlight();
    void scroll_to_news();
    void go_to_framed();
    void name_given();
    bool is_name_missing() const;
    void choose_space(QWidget* focused);

    LessonPlayer& player_;
    QScrollArea* area_;
    QLabel* title_;
    QLabel* place_;
    QLabel* text_;
    DrawingView* drawing_;
    QLabel* question_;
    QLabel* before_;  // text up to the gap
    ChoiceAsk* choice_;
    CurveAsk* curve_;
    QLabel* verdict_;
    QLabel* status_;
    QWidget* learner_row_ = nullptr;
    QLineEdit* learner_ = nullptr;
    QPushButton* back_ = nullptr;
    QPushButton* next_ = nullptr;
    StepDots* dots_ = nullptr;
    QShortcut* space_ = nullptr;
    QString drawings_;
    bool wants_name_ = false, name_required_ = false;
    bool truth_shown_ = false, was_open_ = false;  // of this step
    QMetaObject::Connection focus_;
    std::vector<QPointer<HighlightFrame>> frames_;
};

}  // namespace ttt
