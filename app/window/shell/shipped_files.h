// What the program brings along, for the menus of documents and models.
#pragma once

#include "engine/records/methods.h"

#include <QStringList>

namespace ttt {

/// Paths by name; empty where the resources are missing.
QStringList shipped_documents();
QStringList shipped_models(RunKind kind);

/// How many test images of Fashion-MNIST there are here, and where the others are, a sentence.
QString fashion_mnist_title();
QString fashion_mnist_sentence();

}  // namespace ttt
