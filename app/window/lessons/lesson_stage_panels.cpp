// What is seen in a step of a lesson.
#include "app/window/lessons/lesson_stage.h"
#include "app/window/shell/main_window.h"
#include "views/lessons/drawing_view.h"
#include "views/token/token_view.h"

#include <QDockWidget>

namespace ttt {

void WindowLessonStage::set_hidden(const QStringList& panels)
{
    hidden_ = panels;
    for (Panel* panel : window_.panels_)
        if (hidden_.contains(panel->objectName())) {
            panel->hide();
            panel->toggleViewAction()->setVisible(false);
        }
}

QStringList WindowLessonStage::closed_panels() const
{
    QStringList names = hidden_;
    for (const Panel* panel : window_.panels_) {
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
    for (Panel* panel : window_.panels_)
        panel->setVisible(state.panels->contains(panel->objectName()) && !hidden_.contains(panel->objectName()));
    const bool draws = state.panels->isEmpty() && !state.drawing.isEmpty();
    blank_drawing_->set_file(draws ? drawings() + u'/' + state.drawing + QStringLiteral(".svg") : QString());
    blank_words_->setVisible(!draws);
    blank_->setVisible(state.panels->isEmpty());
    if (state.panels->isEmpty())
        return;
    for (Panel* panel : window_.panels_)
        if (panel->objectName() == state.panels->constFirst())
            panel->raise();                                        // of those that lie behind each other
    QTimer::singleShot(0, this, &WindowLessonStage::share_width);  // once they are laid out
}

/// What stands beside the text gets enough room to be read.
void WindowLessonStage::share_width()
{
    constexpr int text_part = 55, beside_part = 45;  // of what both have
    if (!is_on() || !window_.document_panel_->isVisible())
        return;
    constexpr int form_letters = 38;  // labels and values whole
    if (window_.form_panel_->isVisible())
        window_.resizeDocks({window_.form_panel_}, {form_letters * window_.fontMetrics().averageCharWidth()},
                            Qt::Horizontal);
    for (Panel* panel : window_.panels_)
        if (panel->isVisible() && panel != window_.document_panel_ && panel != window_.form_panel_ &&
            panel != window_.session_panel_ && panel->y() == window_.document_panel_->y()) {
            const int both = panel->width() + window_.document_panel_->width();
            window_.resizeDocks({window_.document_panel_, panel}, {both * text_part / 100, both * beside_part / 100},
                                Qt::Horizontal);
            return;
        }
}

void WindowLessonStage::restore_views(const QMap<QString, QString>& words)
{
    for (auto at = words.begin(); at != words.end(); ++at) {
        auto* panel = window_.findChild<Panel*>(at.key());
        if (auto* view = panel ? panel->findChild<View*>() : nullptr; view && at.key() != QLatin1String("details"))
            view->restore(at.value());
        else if (at.key() == QLatin1String("details"))
            for (int tab = 0; tab < window_.tabs_->count(); ++tab)
                if (window_.tabs_->tabText(tab).compare(at.value(), Qt::CaseInsensitive) == 0)
                    window_.tabs_->setCurrentIndex(tab);
    }
}

}  // namespace ttt
