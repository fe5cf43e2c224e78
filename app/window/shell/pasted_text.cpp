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

QString free_path(const QString& folder)
{
    const QString now = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd HH.mm.ss"));
    QString path = QStringLiteral("%1/%2.txt").arg(folder, now);
    for (int copy = 2; QFileInfo::exists(path); ++copy)
        path = QStringLiteral("%1/%2 (%3).txt").arg(folder, now).arg(copy);
    return path;
}

}  // namespace

QString keep_pasted(const QString& text)
{
    if (text.trimmed().isEmpty())
        throw Error(Words::tr("There is no text on the clipboard.").toStdString());
    const QString folder =
        QFileInfo(QString::fromStdString(default_session())).absolutePath() + QStringLiteral("/pasted");
    const QString path = free_path(folder);
    make_parent_folder(path.toStdString());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 || !file.commit())
        throw Error(Words::tr("%1 could not be written: %2.").arg(path, file.errorString()).toStdString());
    return path;
}

}  // namespace ttt
