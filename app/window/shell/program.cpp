#include "app/window/shell/program.h"

#include "engine/records/error.h"

#include <QScopedValueRollback>

#include <cstdio>
#include <exception>

namespace ttt {

bool Program::notify(QObject* receiver, QEvent* event)
{
    try {
        return QApplication::notify(receiver, event);
    } catch (const Error& error) {
        tell(QString::fromUtf8(error.what()));
    } catch (const std::exception& error) {  // ours to mend, but what a person was doing goes on
        tell(tr("Something went wrong inside the program (%1). What was read stays in the session file.")
                 .arg(QString::fromUtf8(error.what())));
    }
    return true;
}

void Program::tell(const QString& sentence)
{
    ++faults_;
    if (is_telling_ || told_.contains(sentence))
        return;
    told_.append(sentence);
    const QScopedValueRollback telling(is_telling_, true);
    if (tell_)
        tell_(sentence);
    else
        std::fprintf(stderr, "ttt-workbench: %s\n", qPrintable(sentence));
}

}  // namespace ttt
