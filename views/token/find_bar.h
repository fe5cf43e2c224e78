// The bar that finds words in the document: a field, the count, next and previous.
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace ttt {

/// Owned by TokenView, which searches. GUI thread. Enter: next, Shift+Enter: previous, Esc: closed.
class FindBar : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(QWidget* parent = nullptr);

    QString words() const;
    void open();                                             // shown, with the words selected
    void set_count(std::int64_t current, std::int64_t all);  // current from 0, -1: none

Q_SIGNALS:
    void words_changed(const QString& words);
    void next();
    void previous();
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLineEdit* field_;
    QLabel* count_;
};

}  // namespace ttt
