#include "app/window/shell/command_palette.h"

#include <QAction>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>

#include <algorithm>

namespace ttt {

std::vector<Command> commands_of(const QList<QAction*>& menus, const QString& path)
{
    std::vector<Command> commands;
    for (QAction* action : menus) {
        const QString text = QString(action->text()).remove(QLatin1Char('&'));
        if (action->isSeparator() || text.isEmpty() || !action->isVisible())
            continue;
        const QString full = path.isEmpty() ? text : path + QStringLiteral(" › ") + text;
        if (!action->menu()) {
            commands.push_back({full, action});
            continue;
        }
        const std::vector<Command> inner = commands_of(action->menu()->actions(), full);
        commands.insert(commands.end(), inner.begin(), inner.end());
    }
    return commands;
}

namespace {

/// Where the letters stand in order, as a distance; -1 when they don't.
int spread(const QString& letters, const QString& text)
{
    qsizetype at = -1, first = -1;
    for (const QChar letter : letters) {
        at = text.indexOf(letter, at + 1, Qt::CaseInsensitive);
        if (at < 0)
            return -1;
        first = first < 0 ? at : first;
    }
    return static_cast<int>(at - first);
}

}  // namespace

int fit(const QString& letters, const QString& text)
{
    const QStringList words = letters.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const bool all = std::all_of(words.begin(), words.end(),
                                 [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
    if (all)
        return 0;
    constexpr int behind_words = 1000;
    const int distance = spread(QString(letters).remove(QLatin1Char(' ')), text);
    return distance < 0 ? -1 : behind_words + distance;
}

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget* parent)
    : QDialog(parent, Qt::Popup), commands_(std::move(commands)), letters_(new QLineEdit), list_(new QListWidget)
{
    letters_->setPlaceholderText(tr("Type a command"));
    letters_->setAccessibleName(tr("Command"));
    letters_->installEventFilter(this);
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setAccessibleName(tr("Commands that fit"));
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(6, 6, 6, 6);
    box->addWidget(letters_);
    box->addWidget(list_);
    resize(std::min(640, parent ? parent->width() - 40 : 640), 420);
    connect(letters_, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(list_, &QListWidget::itemClicked, this, &CommandPalette::trigger);
    fill({});
    letters_->setFocus();
}

void CommandPalette::fill(const QString& letters)
{
    std::vector<std::pair<int, const Command*>> fitting;
    for (const Command& command : commands_)
        if (const int distance = fit(letters, command.text); distance >= 0)
            fitting.emplace_back(distance, &command);
    std::stable_sort(fitting.begin(), fitting.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    list_->clear();
    for (const auto& [distance, command] : fitting) {
        const QString keys = command->action->shortcut().toString(QKeySequence::NativeText);
        auto* item =
            new QListWidgetItem(keys.isEmpty() ? command->text : command->text + QStringLiteral("    ") + keys);
        item->setData(Qt::UserRole,
                      QVariant::fromValue<qulonglong>(static_cast<qulonglong>(command - commands_.data())));
        item->setToolTip(command->action->toolTip());
        if (!command->action->isEnabled())
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
        list_->addItem(item);
    }
    list_->setCurrentRow(0);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QCoreApplication::sendEvent(list_, event);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        trigger();
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

void CommandPalette::trigger()
{
    const QListWidgetItem* item = list_->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled))
        return;
    QAction* action = commands_[static_cast<std::size_t>(item->data(Qt::UserRole).toULongLong())].action;
    accept();
    action->trigger();
}

}  // namespace ttt
