#include "app/window/shell/shell.h"

#include <QMainWindow>

#include <exception>

namespace ttt {

void Shell::tell(const QString& title, const QString& sentence) const
{
    dialogs_.tell(&window_, title, sentence);
}

bool Shell::guard(const std::function<void()>& act) const
{
    try {
        act();
        return true;
    } catch (const std::exception& error) {
        tell(QCoreApplication::translate("Shell", "That did not work"), QString::fromUtf8(error.what()));
        return false;
    }
}

}  // namespace ttt
