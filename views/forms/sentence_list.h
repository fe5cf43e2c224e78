// A list that says a sentence when it is empty.
#pragma once

#include <QListView>

namespace ttt {

/// GUI thread.
class SentenceList : public QListView {
    Q_OBJECT
public:
    using QListView::QListView;

    void set_empty_sentence(const QString& sentence);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString sentence_;
};

}  // namespace ttt
