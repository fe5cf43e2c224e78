// Every question to the person, replaceable so that tests never hang on one.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

class QWidget;

namespace ttt {

/// Empty answers mean that the person left without one.
struct Dialogs {
    std::function<QString(QWidget* parent, const QString& title, const QString& filter)> open_file;
    std::function<QString(QWidget* parent, const QString& title)> open_folder;
    std::function<QString(QWidget* parent, const QString& title, const QString& proposal, const QString& filter)>
        save_file;
    std::function<std::optional<QString>(QWidget* parent, const QString& title, const QString& label,
                                         const QString& text, bool many_lines)>
        ask_text;
    std::function<void(QWidget* parent, const QString& title, const QString& sentence)> tell;
};

/// The real ones.
Dialogs window_dialogs();

}  // namespace ttt
