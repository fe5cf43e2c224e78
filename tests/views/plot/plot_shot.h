// Pictures of a plot in its panel's size, light and dark, for a person to look at; and a guard against warnings.
#pragma once

#include "../picture_check.h"
#include "views/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>
#include <QWidget>

namespace ttt::test {

/// NAME-light.png and NAME-dark.png in TTT_SCREENSHOTS_DIR. Leaves the light palette.
inline void shoot(QWidget& widget, const QString& name)
{
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    for (const bool dark : {true, false}) {
        QApplication::setPalette(application_palette(dark));
        QApplication::processEvents();
        const QImage image = widget.grab().toImage();
        QVERIFY2(is_drawn(image, dark), qPrintable(name));
        QVERIFY(image.save(QStringLiteral("%1/%2-%3.png")
                               .arg(QStringLiteral(TTT_SCREENSHOTS_DIR), name,
                                    dark ? QStringLiteral("dark") : QStringLiteral("light"))));
    }
}

/// While it lives, a warning of Qt (painters warn of bad values) is remembered. One at a time.
class WarningGuard {
public:
    WarningGuard() { before_ = qInstallMessageHandler(&WarningGuard::remember); }
    ~WarningGuard() { qInstallMessageHandler(before_); }
    QStringList take() { return std::exchange(messages(), {}); }

private:
    static QStringList& messages()
    {
        static QStringList list;
        return list;
    }
    static void remember(QtMsgType type, const QMessageLogContext&, const QString& text)
    {
        const bool of_platform =
            text.contains(QStringLiteral("propagateSizeHints"));  // offscreen says so of any window
        if (type != QtDebugMsg && type != QtInfoMsg && !of_platform)
            messages() += text;
    }
    QtMessageHandler before_;
};

}  // namespace ttt::test
