// What the document's own menu offers: its text to be copied.
#pragma once

#include <QString>

#include <vector>

class QAction;
class QObject;

namespace ttt {

class RunModel;
class Selection;

/// The text from the pin to the selection where both are tokens, else of the selected token or chunk, else all of it.
QString selected_text(const RunModel& run, const Selection& selection);

/// Copy the selected text, copy its chunk. Owned by `owner`; run model and selection outlive it.
std::vector<QAction*> text_actions(const RunModel& run, const Selection& selection, QObject* owner);

}  // namespace ttt
