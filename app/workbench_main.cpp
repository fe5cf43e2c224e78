#include "app/window/shell/appearance.h"
#include "app/window/shell/leave_signals.h"
#include "app/window/shell/main_window.h"
#include "app/window/shell/program.h"
#include "app/window/shell/unattended.h"
#include "engine/machine/process_setup.h"
#include "views/plain_text.h"

#include <QSettings>

int main(int argc, char** argv)
{
    ttt::prepare_process();
    ttt::hide_session_from_qt(argc, argv);
    ttt::Program program(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("ttt-workbench"));
    QApplication::setApplicationName(QStringLiteral("ttt-workbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("TTT Workbench"));
    QApplication::setApplicationVersion(QStringLiteral(TTT_VERSION));
    const ttt::WindowOptions options = ttt::parse_window_options(QApplication::arguments());
    QSettings settings;
    ttt::apply_theme(options.theme.isEmpty() ? settings.value(QStringLiteral("theme")).toString() : options.theme);
    ttt::keep_texts_plain();
    const ttt::Dialogs dialogs = options.quit ? ttt::unattended_dialogs() : ttt::window_dialogs();
    ttt::Workbench workbench;
    ttt::MainWindow window(workbench, options, settings, dialogs);
    program.set_teller(
        [&](const QString& sentence) { dialogs.tell(&window, ttt::MainWindow::tr("That did not work"), sentence); });
    const ttt::LeaveSignals signals;
    QObject::connect(&signals, &ttt::LeaveSignals::asked, &window, [&window](int signal) {
        constexpr int as_shells_count = 128;
        window.close();
        QApplication::exit(as_shells_count + signal);
    });
    window.show();
    ttt::drive(window, options);
    const bool opened = window.open_at_start(options);
    const int code = opened || !options.quit ? QApplication::exec() : 1;
    program.set_teller({});
    return options.quit && code == 0 && program.fault_count() > 0 ? 1 : code;
}
