// Lessons: the menu, and the doors for the command line and for tests. The rest is in lesson_desk.*.
#include "app/window/lessons/lesson_desk.h"
#include "app/window/shell/main_window.h"

#include <QMenuBar>

namespace ttt {

void MainWindow::make_lessons_menu()
{
    lessons_ = new LessonDesk(*this);
    QMenu& menu = *menuBar()->addMenu(tr("&Lessons"));
    menu.setToolTipsVisible(true);
    lessons_->fill_menu(menu);
}

LessonDesk& MainWindow::lessons()
{
    return *lessons_;
}

}  // namespace ttt
