// File > Compose a document: a plan, what follows from it, a file.
#pragma once

#include "app/window/shell/dialogs.h"

#include <QDialog>

#include <functional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace ttt {

class ComposeFields;

/// OK writes the text and its marks; what can't be is said in words and OK is off. GUI thread.
class ComposeDialog : public QDialog {
    Q_OBJECT
public:
    ComposeDialog(Dialogs dialogs, QWidget* parent);

    QString path() const;  // of the text, absolute
    QString problem() const;

    void accept() override;

Q_SIGNALS:
    void composed(const QString& path);  // the files are there

protected:
    void changeEvent(QEvent* event) override;

private:
    void add_file_line();
    void refresh();
    QString summary() const;

    Dialogs dialogs_;
    ComposeFields* fields_;
    QLineEdit* file_;
    QLabel* words_;  // summary or problem
    QPushButton* compose_;
};

/// Shows the dialog over `parent` and returns at once; `open` gets the path of a document that was composed.
void show_compose_dialog(const Dialogs& dialogs, QWidget* parent, std::function<void(const QString&)> open);

}  // namespace ttt
