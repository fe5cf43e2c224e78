#include "app/window/dialogs.h"

#include <QFileDialog>
#include <QInputDialog>
#include <QMessageBox>

namespace ttt {

namespace {

std::optional<QString> ask_text(QWidget* parent, const QString& title, const QString& label, const QString& text,
                                bool many_lines)
{
    bool accepted = false;
    const QString answer = many_lines ? QInputDialog::getMultiLineText(parent, title, label, text, &accepted)
                                      : QInputDialog::getText(parent, title, label, QLineEdit::Normal, text, &accepted);
    return accepted ? std::optional(answer) : std::nullopt;
}

}  // namespace

Dialogs window_dialogs()
{
    Dialogs dialogs;
    dialogs.open_file = [](QWidget* parent, const QString& title, const QString& filter) {
        return QFileDialog::getOpenFileName(parent, title, {}, filter);
    };
    dialogs.open_folder = [](QWidget* parent, const QString& title) {
        return QFileDialog::getExistingDirectory(parent, title);
    };
    dialogs.save_file = [](QWidget* parent, const QString& title, const QString& proposal, const QString& filter) {
        return QFileDialog::getSaveFileName(parent, title, proposal, filter);
    };
    dialogs.ask_text = ask_text;
    dialogs.tell = [](QWidget* parent, const QString& title, const QString& sentence) {
        QMessageBox::warning(parent, title, sentence);
    };
    return dialogs;
}

}  // namespace ttt
