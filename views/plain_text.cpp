#include "views/plain_text.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QMenu>
#include <QPointer>
#include <QToolTip>

namespace ttt {

namespace {

constexpr int letters_per_line = 76;

/// One paragraph; a word that is longer than a line is broken where the line ends.
QString broken(const QString& paragraph)
{
    QString lines;
    qsizetype start = 0;
    while (paragraph.size() - start > letters_per_line) {
        const qsizetype space = paragraph.lastIndexOf(u' ', start + letters_per_line);
        const qsizetype end = space > start ? space : start + letters_per_line;
        lines += QStringView(paragraph).mid(start, end - start).toString() + u'\n';
        start = space > start ? end + 1 : end;
    }
    return lines + QStringView(paragraph).mid(start).toString();
}

QString tip_of_cell(const QAbstractItemView& view, QPoint at)
{
    if (const auto* header = qobject_cast<const QHeaderView*>(&view)) {
        const int section = header->logicalIndexAt(at);
        return header->model() && section >= 0
                   ? header->model()->headerData(section, header->orientation(), Qt::ToolTipRole).toString()
                   : QString();
    }
    return view.indexAt(at).data(Qt::ToolTipRole).toString();
}

/// What Qt would show for the widget by itself.
QString tip_of(QWidget& widget, QPoint at)
{
    if (auto* view = qobject_cast<QAbstractItemView*>(widget.parentWidget()); view && view->viewport() == &widget)
        return tip_of_cell(*view, at);
    if (auto* menu = qobject_cast<QMenu*>(&widget)) {
        const QAction* action = menu->toolTipsVisible() ? menu->actionAt(at) : nullptr;
        const bool says_more = action && action->toolTip() != QString(action->text()).remove(u'&');
        return says_more ? action->toolTip() : QString();
    }
    return widget.toolTip();
}

class Net : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Polish)
            if (auto* label = qobject_cast<QLabel*>(watched); label && label->textFormat() == Qt::AutoText)
                label->setTextFormat(Qt::PlainText);
        if (event->type() != QEvent::ToolTip || !watched->isWidgetType())
            return false;
        auto& widget = static_cast<QWidget&>(*watched);
        const auto& help = static_cast<QHelpEvent&>(*event);
        const QString tip = tip_of(widget, help.pos());
        if (tip.isEmpty())
            return false;
        show_tip(help.globalPos(), tip, &widget);
        event->accept();
        return true;
    }
};

}  // namespace

PlainLabel::PlainLabel(const QString& text, QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setText(text);
}

PlainLabel::PlainLabel(QWidget* parent) : PlainLabel(QString(), parent) {}

QString tip_lines(const QString& text)
{
    QStringList paragraphs = text.split(u'\n');
    for (QString& paragraph : paragraphs)
        paragraph = broken(paragraph);
    return paragraphs.join(u'\n');
}

void show_tip(const QPoint& global, const QString& text, QWidget* about)
{
    keep_texts_plain();
    QToolTip::showText(global, tip_lines(text), about);
}

void keep_texts_plain()
{
    static QPointer<Net> net;
    if (net)
        return;
    net = new Net(qApp);
    qApp->installEventFilter(net);
}

}  // namespace ttt
