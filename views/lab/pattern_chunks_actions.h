// The choices of the map of patterns and chunks, as actions for its title bar and the View menu.
#pragma once

#include "views/lab/pattern_chunks_data.h"

#include <QString>

#include <vector>

class QAction;
class QActionGroup;
class QWidget;

namespace ttt {

enum class PatternForm { map, scatter };

/// Four exclusive groups and a switch. They belong to `view`. GUI thread.
struct PatternChunksActions {
    explicit PatternChunksActions(QWidget* view);

    std::vector<QAction*> all() const;
    std::vector<QActionGroup*> groups() const { return {forms, picks, orders, saturations}; }

    PatternForm form() const;
    PatternPick pick() const;
    PatternOrder order() const;
    PatternSaturation saturation() const;

    /// "map largest place s_all"; restore() ignores what it does not know.
    QString save() const;
    void restore(const QString& words);

    QActionGroup *forms, *picks, *orders, *saturations;
    QAction* fit;
};

}  // namespace ttt
