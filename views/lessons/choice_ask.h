// A question with options: one is picked, Enter commits, then the right one is told.
#pragma once

#include <QWidget>

#include <vector>

class QButtonGroup;
class QRadioButton;
class QVBoxLayout;

namespace ttt {

/// GUI thread. Keys: arrows or digits pick, Enter commits.
class ChoiceAsk : public QWidget {
    Q_OBJECT
public:
    explicit ChoiceAsk(QWidget* parent = nullptr);

    void set_options(const QStringList& options);
    QStringList options() const { return options_; }
    /// Shows an answer that was given, beside the right one. No more can be picked.
    void reveal(const QString& answer, const QString& right);
    bool is_revealed() const { return revealed_; }

Q_SIGNALS:
    void committed(const QString& option);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void colour();
    int text_width() const;
    bool key(int key);

    QVBoxLayout* box_;
    QButtonGroup* group_ = nullptr;
    std::vector<QRadioButton*> buttons_;
    QStringList options_;
    QString answer_, right_;
    bool revealed_ = false;
};

}  // namespace ttt
