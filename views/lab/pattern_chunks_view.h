// The view "Logit change, pattern × chunk": which chunk's write did what to the logit of B where a pair A B returns.
#pragma once

#include "views/lab/pattern_chunks_actions.h"
#include "views/token/trace_words.h"
#include "views/view.h"

#include <QTimer>

class QLabel;

namespace ttt {

class LabModel;
class PatternChunksMap;
class Plot;
class TraceGate;

/// Owned by the window, GUI thread; the models outlive it. Asks while it is seen, and again when other patterns are
/// chosen or shown.
class PatternChunksView : public View {
    Q_OBJECT
public:
    PatternChunksView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent = nullptr);

    QString title() const override { return tr("Logit change, pattern × chunk"); }
    QString note() const override;  // "200 of 1,377 patterns · direct path r = 0.83, slope 0.91"
    std::vector<QAction*> title_actions() override { return actions_.all(); }
    ViewTable table() const override;
    QString save() const override { return actions_.save(); }
    void restore(const QString& words) override;

    PatternChunksMap* map() { return map_; }
    Plot* scatter() { return scatter_; }

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void connect_models();
    void connect_scatter();
    void forget();
    void ask();
    void choose();
    void draw();
    void draw_map();
    void draw_scatter();
    void mark_dot();
    QString hint() const;
    QString dot_text() const;
    Place place_of(qint64 dot) const;

    LabModel& lab_;
    PatternChunksActions actions_;
    QTimer wait_;
    std::vector<std::int64_t> asked_;
    std::vector<std::size_t> dots_;  // pattern of each dot
    qint64 dot_ = -1;                // under the pointer
    PatternFit fit_;
    TraceGate* gate_;
    QLabel *hint_, *sentence_;
    PatternChunksMap* map_;
    Plot* scatter_;
};

}  // namespace ttt
