// Words that are offered while a person types several of them, parted by commas.
#pragma once

#include <QStringList>

class QLineEdit;

namespace ttt {

/// Of the word that the cursor stands in. GUI thread.
void complete_words(QLineEdit& line, const QStringList& words);

}  // namespace ttt
