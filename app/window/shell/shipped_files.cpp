#include "app/window/shell/shipped_files.h"

#include "app/places.h"
#include "engine/records/error.h"
#include "engine/vision/images/open_images.h"
#include "engine/vision/run/net_info.h"

#include <QCoreApplication>
#include <QDir>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ShippedFiles)
};

bool has_whole_fashion_mnist()
{
    const auto folder = QString::fromUtf8(packaged_fashion_mnist.data(), packaged_fashion_mnist.size());
    return !QDir(folder).entryList({QStringLiteral("t10k-images-idx3-ubyte*")}, QDir::Files).isEmpty();
}

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

QStringList shipped_models(RunKind kind)
{
    const QDir folder = resources("models");
    QStringList paths;
    for (const QString& name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QString path = folder.filePath(name);
        const bool is_net = is_image_net(path.toStdString());
        if (QFileInfo::exists(path + QStringLiteral("/config.json")) && is_net == (kind == RunKind::images))
            paths.append(path);
    }
    return paths;
}

QString fashion_mnist_title()
{
    return has_whole_fashion_mnist() ? Words::tr("Fashion-MNIST, 10,000 test images")
                                     : Words::tr("Fashion-MNIST, 2,000 test images");
}

QString fashion_mnist_sentence()
{
    return has_whole_fashion_mnist()
               ? Words::tr("All test images, out of Debian's package dataset-fashion-mnist: clothes, 28 × 28, grey.")
               : Words::tr("The first 2,000 test images are shipped: clothes, 28 × 28, grey. All 10,000 are taken once "
                           "Debian's package dataset-fashion-mnist is installed.");
}

}  // namespace ttt
