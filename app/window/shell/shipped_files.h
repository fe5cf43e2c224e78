// What the program brings along, for the menus of documents and models.
#pragma once

#include <QStringList>

namespace ttt {

/// Paths by name; empty where the resources are missing.
QStringList shipped_documents();
QStringList shipped_models();

}  // namespace ttt
