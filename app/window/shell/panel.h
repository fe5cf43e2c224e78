// A view in the window: a dock with a title bar that holds the view's menus, its note and the full-screen button.
#pragma once

#include "views/view.h"

#include <QDockWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace ttt {

/// Quiet words at the right end of a bar, shortened with … when there is too little room; whole in the tooltip.
class Note : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    void set_text(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString text_;
};

/// The bar above a panel: title at the left, menus and quiet words at the right.
class PanelTitle : public QWidget {
    Q_OBJECT
public:
    explicit PanelTitle(const QString& title, QWidget* parent = nullptr);

    QString title() const;
    void set_title(const QString& title);
    void set_note(const QString& note);
    /// Actions become a menu button (exclusive groups, many) or a switch (one checkable action).
    void set_actions(const std::vector<QAction*>& actions);
    QToolButton* add_button(QAction* action);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QHBoxLayout* row_;
    QLabel* title_;
    Note* note_;
};

/// Body of a panel: the panel colour and a thin border. Takes ownership of `content`.
class PanelBody : public QWidget {
    Q_OBJECT
public:
    explicit PanelBody(QWidget* content, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// A dock whose title bar is ours. `view` may be any widget; of a View title, note and menus are shown.
class Panel : public QDockWidget {
    Q_OBJECT
public:
    Panel(const QString& name, const QString& title, QWidget* view, QWidget* parent);
    ~Panel() override;

    PanelTitle& bar() { return *bar_; }
    /// Another one in the bar, and in menus and tabs where it is called so, too.
    void set_title(const QString& title);
    QAction* full_screen_action() const { return full_screen_; }

private:
    PanelTitle* bar_;
    QWidget* content_;
    QAction* full_screen_;
};

/// Shows a widget alone on the screen until Esc or F11, then puts it back where it was.
void show_full_screen(QWidget* widget, const QString& title);

}  // namespace ttt
