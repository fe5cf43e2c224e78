// A window is where one can see it, whatever the screen that it was last closed on.
#pragma once

#include <QMargins>
#include <QRect>

class QWidget;

namespace ttt {

/// `wished` (without its frame) moved and shrunk until it lies with its frame in `available`.
QRect fitted(QRect wished, const QRect& available, const QMargins& frame);

/// The same for a window, on the screen that holds most of it. What is maximised or on the whole screen stays. GUI
/// thread.
void fit_to_screen(QWidget& window);

}  // namespace ttt
