// Pictures of a widget as it stands in a panel, light and dark, for a person to look at.
#pragma once

#include "../picture_check.h"
#include "views/theme.h"

#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QTest>
#include <QVBoxLayout>
#include <QWidget>

namespace ttt::test {

/// A window with the panel's title bar above the widget. The widget belongs to the caller.
class PanelShot : public QWidget {
public:
    PanelShot(QWidget& content, const QString& title, const QString& note, QSize size)
        : title_(new QLabel(title, this)), note_(new QLabel(note, this))
    {
        auto* layout = new QVBoxLayout(this);
        layout->setContentsMargins({});
        layout->setSpacing(0);
        bar_ = new QWidget(this);
        bar_->setAutoFillBackground(true);
        auto* line = new QHBoxLayout(bar_);
        line->addWidget(title_);
        line->addStretch();
        line->addWidget(note_);
        QFont bold = title_->font();
        bold.setBold(true);
        title_->setFont(bold);
        layout->addWidget(bar_);
        layout->addWidget(&content, 1);
        content_ = &content;
        resize(size + QSize(0, bar_->sizeHint().height()));
        setAttribute(Qt::WA_ShowWithoutActivating);
    }

    ~PanelShot() override { content_->setParent(nullptr); }

    void set_note(const QString& note) { note_->setText(note); }

    /// NAME-light.png and NAME-dark.png in TTT_SCREENSHOTS_DIR. Leaves the light palette.
    void save(const QString& name)
    {
        for (const bool dark : {true, false}) {
            QApplication::setPalette(application_palette(dark));
            QPalette panel = application_palette(dark);
            panel.setColor(QPalette::Window, theme(panel).panel);
            setPalette(panel);
            QPalette title = panel;
            title.setColor(QPalette::Window, theme(panel).panel_title);
            bar_->setPalette(title);
            show();
            QApplication::processEvents();
            QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
            const QImage image = grab().toImage();
            QVERIFY2(is_drawn(image, dark), qPrintable(name));
            QVERIFY(image.save(QStringLiteral("%1/%2-%3.png")
                                   .arg(QStringLiteral(TTT_SCREENSHOTS_DIR), name,
                                        dark ? QStringLiteral("dark") : QStringLiteral("light"))));
        }
    }

private:
    QWidget* content_;
    QWidget* bar_;
    QLabel *title_, *note_;
};

}  // namespace ttt::test
