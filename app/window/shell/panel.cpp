#include "app/window/shell/panel.h"

#include "views/plain_text.h"
#include "views/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPointer>
#include <QToolButton>

namespace ttt {

namespace {
constexpr int margin = 8;

QIcon full_screen_icon(const QColor& colour)
{
    QPixmap pixmap(32, 32);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap));
    for (const auto& [corner, sign] : {std::pair{QPointF(13, 3), 1.0}, std::pair{QPointF(3, 13), -1.0}}) {
        painter.drawLine(corner, corner - QPointF(4, 0) * sign);
        painter.drawLine(corner, corner + QPointF(0, 4) * sign);
        painter.drawLine(corner, corner + QPointF(-4, 4) * sign);
    }
    return pixmap;
}

}  // namespace

void Note::set_text(const QString& text)
{
    text_ = text;
    setToolTip(text);
    setAccessibleName(text);
    update();
}

void Note::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(theme(palette()).muted);
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter,
                     fontMetrics().elidedText(text_, Qt::ElideRight, width()));
}

PanelTitle::PanelTitle(const QString& title, QWidget* parent)
    : QWidget(parent), row_(new QHBoxLayout(this)), title_(new PlainLabel(title)), note_(new Note)
{
    QFont bold = title_->font();
    bold.setWeight(QFont::DemiBold);
    title_->setFont(bold);
    row_->setContentsMargins(margin, 2, 4, 2);
    row_->setSpacing(4);
    row_->addWidget(title_);
    row_->addWidget(note_, 1);
    setMinimumHeight(fontMetrics().height() + 12);
}

QString PanelTitle::title() const
{
    return title_->text();
}

void PanelTitle::set_title(const QString& title)
{
    title_->setText(title);
}

void PanelTitle::set_note(const QString& note)
{
    note_->set_text(note);
}

QToolButton* PanelTitle::add_button(QAction* action)
{
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    row_->addWidget(button);
    return button;
}

void PanelTitle::set_actions(const std::vector<QAction*>& actions)
{
    if (actions.empty())
        return;
    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    const QActionGroup* group = nullptr;
    for (QAction* action : actions) {
        if (action->actionGroup() != group && !menu->isEmpty())
            menu->addSeparator();
        group = action->actionGroup();
        menu->addAction(action);
    }
    auto* button = new QToolButton;
    button->setText(tr("View"));
    button->setToolTip(tr("How this view shows its numbers"));
    button->setAccessibleName(tr("Settings of %1").arg(title_->text()));
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    constexpr int after_note = 2;
    row_->insertWidget(after_note, button);
}

void PanelTitle::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colours.border);
    painter.setBrush(colours.panel_title);
    // Rounded above, square below: the lower corners lie outside the widget.
    painter.setClipRect(rect());
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, 6), 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

PanelBody::PanelBody(QWidget* content, QWidget* parent) : QWidget(parent)
{
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(1, 0, 1, 1);
    box->addWidget(content);
}

void PanelBody::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colours.border);
    painter.setBrush(colours.panel);
    painter.setClipRect(rect());
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, -6, -0.5, -0.5), 4, 4);
}

Panel::Panel(const QString& name, const QString& title, QWidget* view, QWidget* parent)
    : QDockWidget(title, parent), bar_(new PanelTitle(title, this)), content_(view),
      full_screen_(new QAction(tr("%1 on the whole screen").arg(title), this))
{
    setObjectName(name);
    setTitleBarWidget(bar_);
    setWidget(new PanelBody(view, this));
    if (auto* shown = qobject_cast<View*>(view)) {
        bar_->set_actions(shown->title_actions());
        bar_->set_note(shown->note());
        connect(shown, &View::note_changed, bar_, [this, shown] { bar_->set_note(shown->note()); });
    }
    full_screen_->setIcon(full_screen_icon(theme(palette()).muted));
    full_screen_->setToolTip(tr("Show on the whole screen; Esc returns"));
    bar_->add_button(full_screen_);
    connect(full_screen_, &QAction::triggered, this, [this] { show_full_screen(content_, windowTitle()); });
}

void Panel::set_title(const QString& title)
{
    if (windowTitle() == bar_->title())
        setWindowTitle(title);
    bar_->set_title(title);
}

/// A view that is on the whole screen goes with its panel.
Panel::~Panel()
{
    if (QWidget* top = content_->window(); top != this && top != window())
        delete top;
}

namespace {

/// Alive as long as the widget is on the whole screen.
class FullScreen : public QWidget {
public:
    FullScreen(QWidget* widget, const QString& title) : widget_(widget), home_(widget->parentWidget())
    {
        setAttribute(Qt::WA_DeleteOnClose);
        setWindowTitle(title);
        auto* box = new QVBoxLayout(this);
        home_->layout()->removeWidget(widget);
        box->addWidget(widget);
        for (const auto key : {Qt::Key_Escape, Qt::Key_F11}) {
            auto* leave = new QAction(this);
            leave->setShortcut(key);
            addAction(leave);
            connect(leave, &QAction::triggered, this, &QWidget::close);
        }
    }

    ~FullScreen() override
    {
        if (widget_ && home_)
            home_->layout()->addWidget(widget_);
    }

private:
    QPointer<QWidget> widget_;
    QPointer<QWidget> home_;
};

}  // namespace

void show_full_screen(QWidget* widget, const QString& title)
{
    if (!widget->parentWidget() || !widget->parentWidget()->layout())
        return;
    auto* screen = new FullScreen(widget, title);
    screen->showFullScreen();
    widget->setFocus();
}

}  // namespace ttt
