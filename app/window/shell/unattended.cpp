#include "app/window/shell/unattended.h"

#include "app/window/shell/main_window.h"
#include "views/images/images_view.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>

namespace ttt {

namespace {

void print(const QString& sentence)
{
    std::fprintf(stderr, "ttt-workbench: %s\n", qPrintable(sentence));
}

bool take_picture(MainWindow& window, const QString& path)
{
    if (path.isEmpty() || window.grab().save(path, "PNG"))
        return true;
    print(MainWindow::tr("%1 could not be written.").arg(path));
    return false;
}

/// A moment after the last step, so that every view has painted it.
void finish_soon(MainWindow& window, const WindowOptions& options, bool good)
{
    constexpr int settle_ms = 700;
    QTimer::singleShot(settle_ms, &window, [&window, options, good] {
        const bool pictured = take_picture(window, options.screenshot);
        if (!options.quit)
            return;
        window.close();
        QApplication::exit(good && pictured ? 0 : 1);
    });
}

/// Nobody is there to mend a setting that can't be.
void run_or_leave(MainWindow& window, const WindowOptions& options)
{
    Workbench& workbench = window.workbench();
    if (workbench.possible().run)
        return workbench.start_run();
    print(MainWindow::tr("Run is not possible: %1").arg(workbench.run_problem()));
    finish_soon(window, options, false);
}

}  // namespace

Dialogs unattended_dialogs()
{
    Dialogs dialogs;
    dialogs.open_file = [](auto...) { return QString(); };
    dialogs.open_folder = [](auto...) { return QString(); };
    dialogs.save_file = [](auto...) { return QString(); };
    dialogs.ask_text = [](auto...) { return std::optional<QString>(); };
    dialogs.tell = [](QWidget*, const QString& title, const QString& sentence) {
        print(title + QStringLiteral(": ") + sentence);
    };
    dialogs.inform = dialogs.tell;
    dialogs.confirm = [](QWidget*, const QString& title, const QString& question, const QString&) {
        print(title + QStringLiteral(": ") + question + MainWindow::tr(" Nobody was there to agree."));
        return false;
    };
    return dialogs;
}

void drive(MainWindow& window, const WindowOptions& options)
{
    if (!options.run && !options.quit && options.screenshot.isEmpty())
        return;
    Workbench& workbench = window.workbench();
    const bool waits_for_run = options.run || options.replay;
    QObject::connect(
        &workbench, &Workbench::opened, &window,
        [&window, &workbench, options, waits_for_run] {
            const bool are_images = workbench.input() == RunKind::images;
            const bool is_asked_input = are_images || options.images.isEmpty();
            const bool good = is_asked_input && (are_images || workbench.document().problem.empty()) &&
                              workbench.model_problem().isEmpty();
            if (good && options.run)
                run_or_leave(window, options);
            else if (!good || !waits_for_run)
                finish_soon(window, options, good);
        },
        Qt::SingleShotConnection);
    if (waits_for_run)
        QObject::connect(
            &workbench.controller(), &RunController::activity_changed, &window, [&window, &workbench, options] {
                if (workbench.controller().activity() != Activity::idle)
                    return;
                window.runs().show_largest_gain();  // the picture tells why
                window.panels().get<ImagesView>().select_surest_mended();
                finish_soon(window, options,
                            !workbench.run().empty() && workbench.run().summary().state != RunState::failed);
            });
}

}  // namespace ttt
