// What tests of widgets share: a pointer that really moves, pictures in both palettes for a person to look at.
#pragma once

#include "picture_check.h"
#include "views/theme.h"

#include <QCoreApplication>
#include <QDir>
#include <QTest>
#include <QWidget>

namespace ttt::test {

/// From somewhere else: a pointer that is there already, from the test before, would not move.
inline void move_to(QWidget& widget, QPoint at)
{
    QTest::mouseMove(&widget, at + QPoint(3, 3));
    QTest::mouseMove(&widget, at);
}

/// TTT_SCREENSHOTS_DIR/name-light.png and -dark.png.
inline void photograph(QWidget& widget, const char* name)
{
    QDir().mkpath(TTT_SCREENSHOTS_DIR);
    for (const bool dark : {false, true}) {
        widget.setPalette(application_palette(dark));
        QCoreApplication::processEvents();
        const QImage image = widget.grab().toImage();
        QVERIFY2(is_drawn(image, dark), name);
        QVERIFY(image.save(QStringLiteral("%1/%2-%3.png").arg(TTT_SCREENSHOTS_DIR, name, dark ? "dark" : "light")));
    }
    widget.setPalette(application_palette(false));
}

}  // namespace ttt::test
