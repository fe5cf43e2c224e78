#include "app/window/appearance.h"
#include "app/window/main_window.h"
#include "app/window/unattended.h"
#include "engine/process_setup.h"

#include <QApplication>
#include <QSettings>

int main(int argc, char** argv)
{
    ttt::prepare_process();
    ttt::hide_session_from_qt(argc, argv);
    QApplication program(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("ttt-workbench"));
    QApplication::setApplicationName(QStringLiteral("ttt-workbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("TTT Workbench"));
    QApplication::setApplicationVersion(QStringLiteral(TTT_VERSION));
    const ttt::WindowOptions options = ttt::parse_window_options(QApplication::arguments());
    QSettings settings;
    ttt::apply_theme(options.theme.isEmpty() ? settings.value(QStringLiteral("theme")).toString() : options.theme);
    ttt::MainWindow window(options, settings, options.quit ? ttt::unattended_dialogs() : ttt::window_dialogs());
    window.show();
    ttt::drive(window, options);
    const bool opened = window.open_at_start(options);
    return opened || !options.quit ? QApplication::exec() : 1;
}
