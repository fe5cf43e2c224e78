#include "app/window/shell/pasted_text.h"

#include "app/places.h"
#include "engine/records/error.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QSaveFile>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(PastedText)
};

/// Beside the default session; `name` without ending.
QString free_path(const QString& name)
{
    const QString folder =
        QFileInfo(QString::fromStdString(default_session())).absolutePath() + QStringLiteral("/pasted");
    QString path = QStringLiteral("%1/%2.txt").arg(folder, name);
    for (int copy = 2; QFileInfo::exists(path); ++copy)
        path = QStringLiteral("%1/%2 (%3).txt").arg(folder, name).arg(copy);
    return path;
}

QString keep(const QString& text, const QString& path)
{
    make_parent_folder(path.toStdString());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 || !file.commit())
        throw Error(Words::tr("%1 could not be written: %2.").arg(path, file.errorString()).toStdString());
    return path;
}

}  // namespace

QString keep_pasted(const QString& text)
{
    if (text.trimmed().isEmpty())
        throw Error(Words::tr("There is no text on the clipboard.").toStdString());
    return keep(text, free_path(QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd HH.mm.ss"))));
}

QString keep_edited(const QString& text, const QString& name)
{
    if (text.trimmed().isEmpty())
        throw Error(Words::tr("Nothing is left of the document.").toStdString());
    const QString edited = Words::tr(" (edited)");
    const QString stem = QFileInfo(name).completeBaseName().remove(edited);
    return keep(text, free_path((stem.isEmpty() ? Words::tr("text") : stem) + edited));
}

}  // namespace ttt
