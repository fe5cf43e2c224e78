// Every repeated pair of the run, … A B … A → B, as a table: what learning did to each.
#pragma once

#include "views/view.h"

class QActionGroup;
class QLineEdit;

namespace ttt {

class DataTable;
class PatternRows;

/// GUI thread.
class PatternLedger : public View {
    Q_OBJECT
public:
    PatternLedger(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    QString title() const override;
    QString note() const override;
    std::vector<QAction*> title_actions() override;
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& state) override;

    QSize sizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void make_actions();
    void make_columns();
    void read_anew();
    void sync();
    void show_selection(bool scroll);
    void choose(int row);
    void set_filter(int filter);
    void open_text_filter(const QString& typed = {});
    void close_text_filter();
    void tell();

    PatternRows* rows_;
    DataTable* table_;
    QLineEdit* text_;
    QActionGroup* filters_ = nullptr;
    QAction* find_ = nullptr;
};

}  // namespace ttt
