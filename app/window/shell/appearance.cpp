#include "app/window/shell/appearance.h"

#include "views/theme.h"

#include <QApplication>
#include <QStyleFactory>

namespace ttt {

namespace {

/// What the desktop's own palette was before ours came.
bool desktop_is_dark()
{
    static const bool dark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    return dark;
}

QString style_sheet(const Theme& colours)
{
    return QStringLiteral(
               "QMainWindow::separator { background: %1; width: 6px; height: 6px; }"
               "QToolBar { background: %2; border: none; padding: 5px 6px; spacing: 6px; }"
               "QToolBar QToolButton { padding: 4px 10px; border: 1px solid %3; border-radius: 4px; background: %2; }"
               "QToolBar QToolButton:hover { background: %4; }"
               "QToolBar QToolButton:disabled { color: %5; }"
               "QToolBar QToolButton#run_button:enabled { background: %6; color: %7; border-color: %6; font-weight: "
               "600; }"
               "QProgressBar { background: %4; border: none; border-radius: 3px; }"
               "QProgressBar::chunk { background: %6; border-radius: 3px; }"
               "QStatusBar { background: %4; color: %5; } QStatusBar::item { border: none; } QStatusBar QLabel { "
               "color: %5; }"
               "QMenuBar { background: %4; } QMenuBar::item { padding: 4px 9px; } QMenuBar::item:selected { "
               "background: %3; }"
               "QHeaderView::section { background: %2; color: %5; border: none; border-bottom: 1px solid %3; padding: "
               "4px 8px; }"
               "QTabWidget::pane { border: none; }"
               "QTabBar::tab { padding: 5px 14px; border: none; color: %5; background: transparent; }"
               "QTabBar::tab:selected { color: %8; border-bottom: 2px solid %6; }"
               "QTabBar::tab:hover { color: %8; }"
               "QTabBar { background: %4; qproperty-elideMode: ElideNone; qproperty-usesScrollButtons: true; }"
               "QToolBar#run_line { padding: 0; border-bottom: 1px solid %3; }"
               "QLabel[tone=\"muted\"] { color: %5; } QLabel[tone=\"failure\"] { color: %9; font-weight: 600; }")
        .arg(colours.window.name(), colours.panel.name(), colours.border.name(), colours.panel_title.name(),
             colours.muted.name(), colours.accent.name(),
             colours.dark ? colours.window.name() : QStringLiteral("#ffffff"), colours.text.name(),
             colours.failure.name());
}

}  // namespace

void apply_theme(const QString& name)
{
    const bool system_dark = desktop_is_dark();
    const bool dark = name == QLatin1String("dark") || (name != QLatin1String("light") && system_dark);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const QPalette palette = application_palette(dark);
    QApplication::setPalette(palette);
    qApp->setStyleSheet(style_sheet(theme(palette)));
}

}  // namespace ttt
