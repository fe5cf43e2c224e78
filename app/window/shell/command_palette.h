// Ctrl+Shift+P: every command of the window by a few letters of its name.
#pragma once

#include <QDialog>

class QAction;
class QLineEdit;
class QListWidget;

namespace ttt {

struct Command {
    QString text;  // "Run › Pause"
    QAction* action;
};

/// All commands of a menu bar with their path; submenus included, separators and empty texts left out.
std::vector<Command> commands_of(const QList<QAction*>& menus, const QString& path = {});

/// How well `letters` (words in any order, or letters in order) fit `text`: smaller is better, -1 does not fit.
int fit(const QString& letters, const QString& text);

/// Lists what fits while one types. Enter triggers, Esc leaves. Disabled commands are shown so, with their tooltip.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    CommandPalette(std::vector<Command> commands, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill(const QString& letters);
    void trigger();

    std::vector<Command> commands_;
    QLineEdit* letters_;
    QListWidget* list_;
};

}  // namespace ttt
