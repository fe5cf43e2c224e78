#include "app/window/runs/compose_dialog.h"
#include "app/window/runs/run_commands.h"
#include "app/window/shell/commands.h"
#include "app/window/shell/exports.h"
#include "app/window/shell/menus.h"
#include "app/window/shell/opening.h"
#include "app/window/shell/shell.h"

#include <QApplication>
#include <QClipboard>
#include <QMainWindow>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Menus)
};

void refill_when_shown(QMenu& menu, Opening& opening, void (Opening::*fill)(QMenu&))
{
    menu.setToolTipsVisible(true);
    QObject::connect(&menu, &QMenu::aboutToShow, &opening, [&menu, &opening, fill] {
        menu.clear();
        (opening.*fill)(menu);
    });
}

void add_openings(QMenu& menu, const Commanded& window, QMenu& inputs, QMenu& models)
{
    Opening& opening = window.opening;
    Shell& shell = window.shell;
    refill_when_shown(inputs, opening, &Opening::fill_inputs);
    refill_when_shown(models, opening, &Opening::fill_models);
    add_command(menu, Words::tr("&Open document …"), QKeySequence::Open, Words::tr("A text file, plain or .xz"),
                [&opening] { opening.ask_document(); });
    add_command(menu, Words::tr("Open &images …"), Qt::CTRL | Qt::SHIFT | Qt::Key_I,
                Words::tr("A file of images: .npy (u8 N × H × W × C), CIFAR .bin, IDX"),
                [&opening] { opening.ask_image_file(); });
    add_command(menu, Words::tr("Open a folder of pi&ctures …"), {},
                Words::tr("PNG and JPEG files; sub-folders are the classes"),
                [&opening] { opening.ask_image_folder(); });
    menu.addMenu(&inputs);
    add_command(menu, Words::tr("&Paste text as a document"), Qt::CTRL | Qt::SHIFT | Qt::Key_V,
                Words::tr("What is on the clipboard, kept as a file beside your sessions"),
                [&opening] { opening.paste_document(QApplication::clipboard()->text()); });
    add_command(menu, Words::tr("&Edit the document …"), Qt::CTRL | Qt::SHIFT | Qt::Key_E,
                Words::tr("Change the shown text and read it again; the run keeps it in the session"),
                [&opening] { opening.edit_document(); });
    add_command(menu, Words::tr("&Compose a document …"), {},
                Words::tr("A text with planted repeats at a chosen distance, and their marks"), [&shell, &opening] {
                    show_compose_dialog(shell.dialogs(), &shell.window(),
                                        [&opening](const QString& path) { opening.open_document(path); });
                });
    add_command(menu, Words::tr("Open &model …"), Qt::CTRL | Qt::Key_M,
                Words::tr("A Hugging Face model directory, or a net for images"), [&opening] { opening.ask_model(); });
    add_command(menu, Words::tr("Open a &GGUF model …"), {},
                Words::tr("A model in one file, as chat programs keep them"), [&opening] { opening.ask_model_file(); });
    menu.addMenu(&models);
    add_command(menu, Words::tr("Open &session …"), Qt::CTRL | Qt::SHIFT | Qt::Key_O,
                Words::tr("A file that keeps runs"), [&opening] { opening.ask_session(); });
    add_command(menu, Words::tr("&Follow a session …"), {},
                Words::tr("A file that another program writes now: its run goes on in the window"),
                [&opening] { opening.ask_session_to_follow(); });
}

void add_exports(QMenu& menu, const Commanded& window)
{
    Exports& exports = window.exports;
    QMenu& pictures = *menu.addMenu(Words::tr("Picture of a view"));
    QMenu& tables = *menu.addMenu(Words::tr("Numbers of a view as CSV"));
    for (const Panels::Shown& shown : window.shell.panels().views()) {
        View& view = *shown.view;
        add_command(pictures, view.title() + QStringLiteral(" …"), {}, Words::tr("PNG or SVG at a chosen size"),
                    [&exports, &view] { exports.picture(view); });
        add_command(tables, view.title() + QStringLiteral(" …"), {},
                    Words::tr("Every stored point, not the drawn ones"), [&exports, &view] { exports.table(view); });
    }
    window.runs.needs_run(add_command(menu, Words::tr("All tokens or images as CSV …"), {},
                                      Words::tr("One row a token or image, all columns, from the session file"),
                                      [&exports] { exports.csv(true); }));
    window.runs.needs_run(add_command(menu, Words::tr("All metrics as CSV …"), {},
                                      Words::tr("One row per step, layer and metric, from the session file"),
                                      [&exports] { exports.csv(false); }));
    window.runs.needs_run(add_command(menu, Words::tr("&Report …"), Qt::CTRL | Qt::SHIFT | Qt::Key_R,
                                      Words::tr("The run as PDF or HTML, with views and numbers"),
                                      [&exports] { exports.report(); }));
}

}  // namespace

void fill_file_menu(QMenu& menu, const Commanded& window, QMenu& inputs, QMenu& models)
{
    add_openings(menu, window, inputs, models);
    menu.addSeparator();
    add_exports(menu, window);
    menu.addSeparator();
    add_command(menu, Words::tr("&Quit"), QKeySequence::Quit,
                Words::tr("A run that goes on is ended; what was read stays"),
                [&shell = window.shell] { shell.window().close(); });
}

}  // namespace ttt
