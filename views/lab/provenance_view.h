// The view "Who taught it": the change of a token's logit, split into the writes that made it, and what a chunk taught.
#pragma once

#include "views/lab/provenance_actions.h"
#include "views/selection.h"
#include "views/view.h"

#include <QTimer>

#include <utility>

class QLabel;

namespace ttt {

class LabModel;
class TraceBars;
class TraceGate;
class TraceRows;
class TraceSplit;
class TraceTable;

/// Owned by the window, GUI thread; the models outlive it. It follows what others lock and point at, asks while it is
/// seen, and keeps its question while the person walks through the answer with its own bars and list.
class ProvenanceView : public View {
    Q_OBJECT
public:
    ProvenanceView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent = nullptr);

    QString title() const override { return tr("Who taught it"); }
    QString note() const override;
    std::vector<QAction*> title_actions() override { return actions_.all(); }
    ViewTable table() const override;
    QString save() const override { return actions_.save(); }
    void restore(const QString& words) override;

    QString head_text() const;      // "“ gentleman” at 1,234: frozen logit 3.10, adapted 5.00 (+1.90)"
    QString sentence_text() const;  // taught_by_sentence(), or what a chunk taught

Q_SIGNALS:
    /// Tokens to light up in the text with their terms; empty: none.
    void teachers_changed(const std::vector<std::pair<std::int64_t, double>>& teachers);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void arrange();
    void connect_models();
    void connect_parts();
    void follow_lock();
    void follow_selection();
    void forget();
    void go(Place place, bool locks);  // from the bars and the list: the question stays
    void ask();
    std::int64_t item() const { return preview_ >= 0 ? preview_ : subject_.item; }

    // provenance_show.cpp
    bool has_answer() const;
    QString hint() const;  // what to do where there is no answer; empty: there is one
    void show_answer();
    void show_trace();
    void show_taught();
    void show_place();
    void light_up();
    QString bar_text(std::int64_t chunk) const;

    LabModel& lab_;
    ProvenanceActions actions_;
    Place subject_;              // what others locked
    std::int64_t preview_ = -1;  // what is pointed at elsewhere
    bool own_ = false;           // the selection changes from here
    QTimer wait_;                // for the pointer to rest
    std::pair<std::int64_t, std::int32_t> asked_{-1, -1};
    std::int64_t asked_chunk_ = -1;
    std::int64_t marked_ = -1;  // item whose row is marked
    double sum_ = 0;            // of |terms| of the bars
    std::vector<std::pair<std::int64_t, double>> lit_;
    TraceGate* gate_;
    QLabel *head_, *sentence_, *hint_;
    QWidget* answer_;
    TraceSplit* split_;
    TraceBars* bars_;
    TraceRows* rows_;
    TraceTable* list_;
};

}  // namespace ttt
