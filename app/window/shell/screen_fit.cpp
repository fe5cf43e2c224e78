#include "app/window/shell/screen_fit.h"

#include <QGuiApplication>
#include <QScreen>
#include <QWidget>
#include <QWindow>

#include <algorithm>

namespace ttt {

namespace {

/// Before the window is shown nobody knows its frame: as wide as most desktops draw it.
QMargins frame_of(const QWidget& window)
{
    if (const QWindow* handle = window.windowHandle(); handle && window.isVisible())
        return handle->frameMargins();
    const int title = window.fontMetrics().height() * 2;
    return {4, title, 4, 4};
}

QScreen* screen_of(const QRect& place)
{
    QScreen* most = QGuiApplication::primaryScreen();
    int largest = 0;
    for (QScreen* screen : QGuiApplication::screens()) {
        const QRect common = screen->availableGeometry() & place;
        if (const int area = common.width() * common.height(); !common.isEmpty() && area > largest) {
            largest = area;
            most = screen;
        }
    }
    return most;
}

}  // namespace

QRect fitted(QRect wished, const QRect& available, const QMargins& frame)
{
    const QRect room = available.marginsRemoved(frame);
    wished.setSize(wished.size().boundedTo(room.size()));
    wished.moveLeft(std::clamp(wished.left(), room.left(), room.right() - wished.width() + 1));
    wished.moveTop(std::clamp(wished.top(), room.top(), room.bottom() - wished.height() + 1));
    return wished;
}

void fit_to_screen(QWidget& window)
{
    const QScreen* screen = screen_of(window.geometry());
    if (!screen || window.isMaximized() || window.isFullScreen())
        return;
    const QRect place = fitted(window.geometry(), screen->availableGeometry(), frame_of(window));
    if (place != window.geometry())
        window.setGeometry(place);
}

}  // namespace ttt
