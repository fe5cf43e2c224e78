// The command line of ttt-workbench.
#pragma once

#include "engine/records/run_config.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace ttt {

struct WindowOptions {
    QString document;  // empty: the last one, else the shipped one
    QString images;    // instead of a document: a set's name, a folder or a file
    QString labels;    // of a file of images
    RunConfig setup;   // choices for a run over images, by their options
    QString model;
    QString session;                // empty: the one in the data folder
    std::optional<QString> replay;  // a run to open, by the first characters of its id; "": the latest
    bool run = false;               // press Run at once
    qint64 tokens = 0;
    QString screenshot;  // PNG to write when the run (or what was opened) is shown whole
    QSize size;          // of the window; invalid: as it was
    bool quit = false;   // leave after the screenshot, or after the run
    bool safe = false;   // restore neither layout nor what was open
    QString theme;       // light | dark | system
    QString device;      // cpu | cuda; empty: as the form has it
    QString teacher;     // a teacher's file: where a class begins
};

/// Qt takes --session for itself: it hears of the option by another name. To be called on argv before QApplication is
/// made; the texts live as long as the program.
void hide_session_from_qt(int argc, char** argv);

/// Handles --help and --version by itself (exits). A wrong line is told on stderr; the program then exits with 2.
WindowOptions parse_window_options(const QStringList& arguments);

}  // namespace ttt
