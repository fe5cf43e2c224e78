// Runs side by side: what differs between them, perplexities of each (of images errors), and its adapted model against
// that of the shown run on the items of both. Controls are red.
#pragma once

#include "engine/records/settings/settings.h"
#include "views/view.h"

#include <span>

class QTableWidget;

namespace ttt {

class CompareTable : public View {
    Q_OBJECT
public:
    CompareTable(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    /// The runs outlive it, or are taken away first.
    void set_others(std::vector<const RunModel*> others, std::vector<QString> names);
    void set_name(const QString& name);  // of the shown run

    QString title() const override { return tr("Compare"); }
    QString note() const override;
    ViewTable table() const override;

private:
    void connect_run(const RunModel& run);
    void show_heads(const QStringList& heads);
    void refresh();
    const RunModel* frozen_for(const RunModel& run) const;
    std::vector<const Setting*> differences() const;
    bool is_control(int row) const;

    std::vector<const RunModel*> others_;
    std::vector<QString> names_;
    QString name_;
    QTableWidget* table_;
    bool stale_ = false;
};

/// Of `values` in [0, items) that are numbers; NaN when there is none.
double mean_of(std::span<const float> values, std::int64_t items);
/// exp of that.
double perplexity_of(std::span<const float> values, std::int64_t items);

}  // namespace ttt
