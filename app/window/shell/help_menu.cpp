#include "app/window/shell/command_palette.h"
#include "app/window/shell/commands.h"
#include "app/window/shell/menus.h"
#include "app/window/shell/shell.h"
#include "views/plain_text.h"

#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>
#include <QMessageBox>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Menus)
};

void show_palette(QMainWindow& window)
{
    auto* palette = new CommandPalette(commands_of(window.menuBar()->actions()), &window);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->move(window.mapToGlobal(QPoint((window.width() - palette->width()) / 2, window.menuBar()->height())));
    palette->show();
}

void show_words(QMainWindow& window, const QString& title, const QString& words)
{
    QMessageBox box(QMessageBox::NoIcon, title, {}, QMessageBox::Close, &window);
    box.setTextFormat(Qt::RichText);  // the words are ours
    box.setText(words);
    box.exec();
}

void show_keys(QMainWindow& window)
{
    const QString keys = Words::tr(
        "<table cellpadding=3>"
        "<tr><td><b>Everywhere</b></td><td>point: preview · click or Enter: lock · Esc: free · double-click a "
        "token: pin</td></tr>"
        "<tr><td><b>Document</b></td><td>arrows: token by token · N / Shift+N: next gain · G: largest gain · F: "
        "follow · Ctrl+F: find · Ctrl+Shift+G: go to a number · Ctrl+C: copy</td></tr>"
        "<tr><td><b>Charts</b></td><td>arrows: caret · wheel or + −: zoom · drag: pan · 0 or double-click: reset · "
        "Home, End · click a name of the legend: hide, double-click: that one only (Up and Down, then H or O)"
        "</td></tr>"
        "<tr><td><b>Timeline</b></td><td>Space: play · arrows: chunk by chunk · Page Up, Page Down: ten · [ ]: "
        "speed · L: loop</td></tr>"
        "<tr><td><b>Run</b></td><td>F5: run · F6: pause · Shift+F5: cancel · Ctrl+Shift+M: compare methods · "
        "Ctrl+Space: play the replay</td></tr>"
        "<tr><td><b>Lesson</b></td><td>Space: next step · Backspace: back · Enter: to the framed panel · Ctrl+L: "
        "back to "
        "the text</td></tr>"
        "</table>");
    show_words(window, Words::tr("Keys"), keys);
}

void show_about(QMainWindow& window)
{
    show_words(window, Words::tr("About TTT Workbench"),
               Words::tr("<b>TTT Workbench %1</b><p>Watch a language model learn while it reads: In-Place Test-Time "
                         "Training (arXiv 2604.06169).</p><p>GPL-3.0-or-later</p>")
                   .arg(QCoreApplication::applicationVersion()));
}

}  // namespace

void fill_help_menu(QMenu& menu, Shell& shell)
{
    QMainWindow& window = shell.window();
    add_command(menu, Words::tr("&Commands …"), Qt::CTRL | Qt::SHIFT | Qt::Key_P,
                Words::tr("Any command by a few letters of its name"), [&window] { show_palette(window); });
    add_command(menu, Words::tr("&Keys"), Qt::Key_F1, Words::tr("What the keys do in each view"),
                [&window] { show_keys(window); });
    add_command(menu, Words::tr("&About TTT Workbench"), {}, {}, [&window] { show_about(window); });
    auto* hint = new PlainLabel(Words::tr("Ctrl+Shift+P any command"));
    hint->setEnabled(false);
    hint->setContentsMargins(0, 4, 8, 4);
    window.menuBar()->setCornerWidget(hint);
}

}  // namespace ttt
