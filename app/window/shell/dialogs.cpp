#include "app/window/shell/dialogs.h"

#include "views/theme.h"

#include <QDir>
#include <QFileDialog>
#include <QInputDialog>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QStandardPaths>

#include <memory>

namespace ttt {

namespace {

std::optional<QString> ask_text(QWidget* parent, const QString& title, const QString& label, const QString& text,
                                bool many_lines)
{
    constexpr int letters = 80, lines = 30;  // of a text that is read while it is changed
    QInputDialog dialog(parent);
    dialog.setWindowTitle(title);
    dialog.setLabelText(label);
    dialog.setOption(QInputDialog::UsePlainTextEditForTextInput, many_lines);
    dialog.setTextValue(text);
    if (many_lines)
        dialog.resize(letters * dialog.fontMetrics().averageCharWidth(), lines * dialog.fontMetrics().lineSpacing());
    return dialog.exec() == QDialog::Accepted ? std::optional(dialog.textValue()) : std::nullopt;
}

/// The format comes before the text: nothing of it is ever read as markup.
void fill(QMessageBox& box, const QString& title, const QString& sentence)
{
    box.setTextFormat(Qt::PlainText);
    box.setWindowTitle(title);
    box.setText(sentence);
}

void tell(QWidget* parent, const QString& title, const QString& sentence)
{
    QMessageBox box(parent);
    box.setIcon(QMessageBox::Warning);
    fill(box, title, sentence);
    box.exec();
}

QPixmap check_mark(const QWidget& widget)
{
    constexpr int side = 40;
    QPixmap pixmap(QSize(side, side) * widget.devicePixelRatioF());
    pixmap.setDevicePixelRatio(widget.devicePixelRatioF());
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme(widget.palette()).adapted, side / 8.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{{side * 0.15, side * 0.55}, {side * 0.4, side * 0.8}, {side * 0.85, side * 0.2}});
    return pixmap;
}

void inform(QWidget* parent, const QString& title, const QString& sentence)
{
    QMessageBox box(parent);
    box.setIconPixmap(check_mark(box));
    fill(box, title, sentence);
    box.exec();
}

bool confirm(QWidget* parent, const QString& title, const QString& question, const QString& yes)
{
    QMessageBox box(parent);
    box.setIcon(QMessageBox::Question);
    fill(box, title, question);
    const QAbstractButton* accept = box.addButton(yes, QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == accept;
}

QString documents_folder()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

}  // namespace

Dialogs window_dialogs()
{
    const auto last = std::make_shared<QString>(documents_folder());  // what is saved goes where the last thing went
    const auto where = [last](const QString& folder) { return QFileInfo(folder).isDir() ? folder : *last; };
    const auto keep = [last](const QString& chosen) {
        if (!chosen.isEmpty())
            *last = QFileInfo(chosen).absolutePath();
        return chosen;
    };
    Dialogs dialogs;
    dialogs.open_file = [=](QWidget* parent, const QString& title, const QString& filter, const QString& folder) {
        return QFileDialog::getOpenFileName(parent, title, where(folder), filter);
    };
    dialogs.open_folder = [=](QWidget* parent, const QString& title, const QString& folder) {
        return QFileDialog::getExistingDirectory(parent, title, where(folder));
    };
    dialogs.save_file = [=](QWidget* parent, const QString& title, const QString& proposal, const QString& filter) {
        return keep(QFileDialog::getSaveFileName(parent, title, QDir(*last).filePath(proposal), filter));
    };
    dialogs.ask_text = ask_text;
    dialogs.tell = tell;
    dialogs.inform = inform;
    dialogs.confirm = confirm;
    return dialogs;
}

}  // namespace ttt
