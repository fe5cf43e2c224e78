// The application of the window: what a slot throws becomes a sentence instead of an end.
#pragma once

#include <QApplication>

#include <functional>

namespace ttt {

/// GUI thread. Both the program and tests of the window run in one.
class Program : public QApplication {
    Q_OBJECT
public:
    using QApplication::QApplication;

    /// Whoever tells the person; without one the sentence goes to stderr. It may open a dialog: what is thrown
    /// meanwhile is dropped, and so is a sentence that was told before (a timer throws the same one for ever).
    void set_teller(std::function<void(const QString& sentence)> tell) { tell_ = std::move(tell); }
    int fault_count() const { return faults_; }

    bool notify(QObject* receiver, QEvent* event) override;

private:
    void tell(const QString& sentence);

    std::function<void(const QString&)> tell_;
    QStringList told_;
    int faults_ = 0;
    bool is_telling_ = false;
};

}  // namespace ttt
