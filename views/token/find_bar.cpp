#include "views/token/find_bar.h"

#include "views/plain_text.h"
#include "views/token/token_words.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace ttt {

namespace {

constexpr int side = 8;  // pixels
constexpr int top = 4;

QToolButton* button(QWidget* bar, const QString& text, const QString& name)
{
    auto* made = new QToolButton(bar);
    made->setText(text);
    made->setToolTip(name);
    made->setAccessibleName(name);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

}  // namespace

FindBar::FindBar(QWidget* parent) : QWidget(parent), field_(new QLineEdit(this)), count_(new PlainLabel(this))
{
    field_->setPlaceholderText(tr("Find in the document"));
    field_->setAccessibleName(tr("Find in the document"));
    field_->setClearButtonEnabled(true);
    count_->setForegroundRole(QPalette::PlaceholderText);
    QToolButton* back = button(this, QStringLiteral("↑"), tr("Previous place (Shift+Enter)"));
    QToolButton* forth = button(this, QStringLiteral("↓"), tr("Next place (Enter)"));
    QToolButton* close = button(this, QStringLiteral("✕"), tr("Close (Esc)"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(side, top, side, top);
    row->addWidget(field_, 1);
    row->addWidget(count_);
    for (QToolButton* each : {back, forth, close})
        row->addWidget(each);
    connect(field_, &QLineEdit::textChanged, this, &FindBar::words_changed);
    connect(back, &QToolButton::clicked, this, &FindBar::previous);
    connect(forth, &QToolButton::clicked, this, &FindBar::next);
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
    setFocusProxy(field_);
}

QString FindBar::words() const
{
    return field_->text();
}

void FindBar::open()
{
    show();
    field_->setFocus(Qt::ShortcutFocusReason);
    field_->selectAll();
}

void FindBar::set_count(std::int64_t current, std::int64_t all)
{
    if (words().isEmpty())
        count_->clear();
    else
        count_->setText(all == 0 ? tr("not found") : tr("%1 of %2").arg(grouped(current + 1), grouped(all)));
}

/// Keys that the field left over.
void FindBar::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        Q_EMIT closed();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() & Qt::ShiftModifier)
            Q_EMIT previous();
        else
            Q_EMIT next();
        break;
    default:
        event->ignore();
    }
}

}  // namespace ttt
