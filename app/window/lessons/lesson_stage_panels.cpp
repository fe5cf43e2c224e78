// What is seen in a step of a lesson.
#include "app/window/lessons/lesson_stage.h"
#include "app/window/shell/shell.h"
#include "views/lessons/drawing_view.h"

#include <QDockWidget>
#include <QMainWindow>

namespace ttt {

void WindowLessonStage::set_hidden(const QStringList& panels)
{
    hidden_ = panels;
    for (Panel* panel : shell_.panels().docks())
        if (hidden_.contains(panel->objectName())) {
            panel->hide();
            panel->toggleViewAction()->setVisible(false);
        }
}

QStringList WindowLessonStage::closed_panels() const
{
    QStringList names = hidden_;
    for (const Panel* panel : shell_.panels().docks()) {
        const bool wanted = !is_on() || !wanted_.panels || wanted_.panels->contains(panel->objectName());
        if (wanted && panel->isHidden() && !names.contains(panel->objectName()))
            names.append(panel->objectName());
    }
    return names;
}

void WindowLessonStage::show_panels(const LessonState& state)
{
    if (!state.panels)
        return;
    for (Panel* panel : shell_.panels().docks())
        panel->setVisible(state.panels->contains(panel->objectName()) && !hidden_.contains(panel->objectName()));
    const bool draws = state.panels->isEmpty() && !state.drawing.isEmpty();
    blank_drawing_->set_file(draws ? drawings() + u'/' + state.drawing + QStringLiteral(".svg") : QString());
    blank_words_->setVisible(!draws);
    blank_->setVisible(state.panels->isEmpty());
    if (state.panels->isEmpty())
        return;
    for (Panel* panel : shell_.panels().docks())
        if (panel->objectName() == state.panels->constFirst())
            panel->raise();                                        // of those that lie behind each other
    QTimer::singleShot(0, this, &WindowLessonStage::share_width);  // once they are laid out
}

/// What stands beside the text gets enough room to be read.
void WindowLessonStage::share_width()
{
    constexpr int text_part = 55, beside_part = 45;  // of what both have
    constexpr int form_letters = 38;                 // labels and values whole
    QMainWindow& window = shell_.window();
    Panel& text = shell_.panels().dock(QStringLiteral("document"));
    Panel& form = shell_.panels().dock(QStringLiteral("run"));
    if (!is_on() || !text.isVisible())
        return;
    if (form.isVisible())
        window.resizeDocks({&form}, {form_letters * window.fontMetrics().averageCharWidth()}, Qt::Horizontal);
    for (Panel* panel : shell_.panels().docks()) {
        const bool is_list = panel == &form || panel == &shell_.panels().dock(QStringLiteral("sessions"));
        if (is_list || panel == &text || !panel->isVisible() || panel->y() != text.y())
            continue;
        const int both = panel->width() + text.width();
        return window.resizeDocks({&text, panel}, {both * text_part / 100, both * beside_part / 100}, Qt::Horizontal);
    }
}

void WindowLessonStage::restore_views(const QMap<QString, QString>& words)
{
    for (auto at = words.begin(); at != words.end(); ++at) {
        auto* panel = shell_.window().findChild<Panel*>(at.key());
        if (auto* view = panel ? panel->findChild<View*>() : nullptr; view && at.key() != QLatin1String("details"))
            view->restore(at.value());
        else if (at.key() == QLatin1String("details"))
            shell_.panels().choose_tab(at.value());
    }
}

}  // namespace ttt
