// Text from the clipboard, or dropped on the window, as a document.
#pragma once

#include <QString>

namespace ttt {

/// Writes it to a new file beside the default session ("pasted/2026-11-30 11.05.12.txt") and says where. Throws
/// ttt::Error when there is no text or the file can't be written.
QString keep_pasted(const QString& text);

/// The same of a document that was edited: "pasted/name (edited).txt", or with a number where that is taken.
QString keep_edited(const QString& text, const QString& name);

}  // namespace ttt
