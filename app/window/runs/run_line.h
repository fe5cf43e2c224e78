// The line over the views: which run they show, how it stands, what whoever reads its numbers must know.
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QPushButton;

namespace ttt {

class RunModel;

/// GUI thread; the run model outlives it. Takes as many lines as its words need, nothing is shortened.
class RunLine : public QWidget {
    Q_OBJECT
public:
    explicit RunLine(const RunModel& run, QWidget* parent = nullptr);

    void set_name(const QString& name);         // of the shown run; empty: it has none of its own
    void set_headline(const QString& words);    // what came out
    void set_problem(const QString& sentence);  // why the next run is not possible; empty: it is
    /// What just happened; it stays until something else is said or another run is shown.
    void say(const QString& sentence);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void use_settings();  // the shown run's, for the next one

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    void refresh();
    void fit();

    const RunModel& run_;
    QString name_, headline_, problem_;
    QLabel* facts_;
    QPushButton* use_;
    QLabel* alerts_;  // red
    QLabel* remarks_;
    QLabel* said_;
};

/// "emma · emma-start.txt · books-ttt · In-Place TTT · Decay γ 0.9 · finished"; of what was not run yet, its
/// length.
QStringList run_facts(const RunModel& run, const QString& name);
/// Sentences in red: that it diverged, why it failed, that it is a control, what of a model or text was not used.
QStringList run_alerts(const RunModel& run);
/// Which images of a set are shown: nothing is wrong.
QStringList run_remarks(const RunModel& run);

}  // namespace ttt
