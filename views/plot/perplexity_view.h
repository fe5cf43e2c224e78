// Perplexity over the tokens of a run: adapted beside frozen and twin, or their difference.
#pragma once

#include "views/plot/perplexity_actions.h"
#include "views/plot/perplexity_feed.h"
#include "views/plot/plot.h"
#include "views/selection.h"
#include "views/view.h"

#include <QTimer>

namespace ttt {

/// GUI thread. A tick takes what has arrived and hands the Plot a few structs; moving the playhead changes counts.
/// Bands are resampled in slices of a few milliseconds between events.
class PerplexityView : public View {
    Q_OBJECT
public:
    PerplexityView(RunModel& run, Selection& selection, QWidget* parent = nullptr);
    ~PerplexityView() override;

    QString title() const override;
    QString note() const override;
    std::vector<QAction*> title_actions() override;
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& words) override;

    PerplexityActions& actions() { return *actions_; }

    /// Lays the adapted curves of other runs over this one's, aligned by token. In the difference mode their
    /// adapted / frozen. A run that is destroyed drops out by itself. The legend names all, `own` the run of the view.
    void set_others(std::vector<const RunModel*> runs, std::vector<QString> names, QString own = {});

    Plot* plot() { return plot_; }

private:
    struct Other;

    void apply_choice();
    void start_run();
    void refresh();
    void resample();
    PlotData plot_data() const;
    QString empty_text() const;
    Place place_at(double x) const;
    QString value_text(double x) const;
    void show_place();
    void drop_other(const QObject* run);

    Plot* plot_;
    PerplexityActions* actions_;
    PerplexityFeed feed_;
    std::vector<std::unique_ptr<Other>> others_;
    QString own_name_;  // beside others
    Place pinned_;      // as drawn
    QTimer resample_timer_;
};

}  // namespace ttt
