// The panels of the window: one row each, which makes its view, its place, its menus and the words that are kept of it.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

class QSettings;
class QWidget;

namespace ttt {

class Workbench;

/// Where a panel stands at first, seen from the panel that its row names.
enum class PanelPlace { left, right, right_of, below, behind, tab_of };

struct PanelRow {
    const char* id;  // in layouts, settings, lessons and teachers' files: never translated, never changed
    QString title;   // in menus and tabs; empty: as the view calls itself
    PanelPlace place;
    const char* neighbour;  // an earlier row
    std::function<QWidget*(Workbench&, QSettings&)> make;
    QStringList kinds;  // of the runs that it can show; empty: any
};

std::vector<PanelRow> panel_table();

}  // namespace ttt
