// Every question to the person, replaceable so that tests never hang on one.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

class QWidget;

namespace ttt {

/// Empty answers mean that the person left without one. `folder`: where the dialog opens; empty: where the last one
/// was left. Titles and sentences are plain text.
struct Dialogs {
    std::function<QString(QWidget* parent, const QString& title, const QString& filter, const QString& folder)>
        open_file;
    std::function<QString(QWidget* parent, const QString& title, const QString& folder)> open_folder;
    std::function<QString(QWidget* parent, const QString& title, const QString& proposal, const QString& filter)>
        save_file;
    std::function<std::optional<QString>(QWidget* parent, const QString& title, const QString& label,
                                         const QString& text, bool many_lines)>
        ask_text;
    std::function<void(QWidget* parent, const QString& title, const QString& sentence)> tell;    // something is wrong
    std::function<void(QWidget* parent, const QString& title, const QString& sentence)> inform;  // something is right
    /// `yes` is the word on the button; true: it was pressed.
    std::function<bool(QWidget* parent, const QString& title, const QString& question, const QString& yes)> confirm;
};

/// The real ones.
Dialogs window_dialogs();

}  // namespace ttt
