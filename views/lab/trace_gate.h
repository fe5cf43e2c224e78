// What stands in a view of the lab until the writes were read: a sentence, a button, then the progress.
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace ttt {

class LabModel;
class RunModel;

/// Owned by its view, which stands `content` inside. GUI thread; both models outlive it. Enter and Space press the
/// button, which asks for the reading.
class TraceGate : public QWidget {
    Q_OBJECT
public:
    /// `promise`: what one sees afterwards, a sentence.
    TraceGate(const RunModel& run, LabModel& lab, const QString& promise, QWidget* content, QWidget* parent);

    bool is_open() const;   // the content is seen
    QString words() const;  // the sentence that is seen instead of it

Q_SIGNALS:
    void opened();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void follow();
    void colour();
    void arrange();

    const RunModel& run_;
    LabModel& lab_;
    QString promise_;
    QWidget* content_;
    QWidget* closed_;
    QLabel* sentence_;
    QLabel* problem_;
    QPushButton* button_;
    QProgressBar* progress_;
};

/// The colour of a label's words, whatever palette it inherits.
void set_ink(QLabel& label, const QColor& colour);

}  // namespace ttt
