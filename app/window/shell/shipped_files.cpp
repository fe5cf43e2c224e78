#include "app/window/shell/shipped_files.h"

#include "app/places.h"
#include "engine/records/error.h"

#include <QDir>

namespace ttt {

namespace {

QDir resources(const char* folder)
{
    try {
        return {QString::fromStdString(resources_folder()) + u'/' + QLatin1String(folder)};
    } catch (const Error&) {  // opening the model tells of it
        return {QStringLiteral("/nowhere")};
    }
}

}  // namespace

QStringList shipped_documents()
{
    const QDir folder = resources("documents");
    QStringList paths;
    for (const QString& name :
         folder.entryList({QStringLiteral("*.txt"), QStringLiteral("*.xz")}, QDir::Files, QDir::Name))
        paths.append(folder.filePath(name));
    return paths;
}

QStringList shipped_models()
{
    const QDir folder = resources("models");
    QStringList paths;
    for (const QString& name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        if (QFileInfo::exists(folder.filePath(name + QStringLiteral("/config.json"))))
            paths.append(folder.filePath(name));
    return paths;
}

}  // namespace ttt
