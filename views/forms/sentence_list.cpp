#include "views/forms/sentence_list.h"

#include "views/theme.h"

#include <QPainter>

namespace ttt {

void SentenceList::set_empty_sentence(const QString& sentence)
{
    sentence_ = sentence;
    viewport()->update();
}

void SentenceList::paintEvent(QPaintEvent* event)
{
    QListView::paintEvent(event);
    if (!model() || model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(theme(palette()).muted);
    const int margin = 2 * fontMetrics().averageCharWidth();
    painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, sentence_);
}

}  // namespace ttt
