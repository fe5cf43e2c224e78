#include "app/window/shell/view_links.h"

#include "app/window/shell/panels.h"
#include "app/window/tables/compare_table.h"
#include "app/workbench/workbench.h"
#include "views/drift/drift_view.h"
#include "views/drift/pattern_view.h"
#include "views/lab/provenance_view.h"
#include "views/plot/perplexity_view.h"
#include "views/plot/plot.h"
#include "views/token/token_view.h"

#include <QTabWidget>

#include <algorithm>

namespace ttt {

namespace {

/// All count in tokens; on a log axis the first one is 1.
void link_axes(const Panels& panels, const RunModel& run)
{
    Plot* perplexity = panels.get<PerplexityView>().plot();
    DriftView* drift = &panels.get<DriftView>();
    PatternView* patterns = &panels.get<PatternView>();
    const auto zoom_perplexity = [&run, perplexity](double first, double last) {
        if (first <= 0 && last >= static_cast<double>(run.span_items()))
            perplexity->reset_zoom();
        else
            perplexity->set_x_range(std::max(1.0, first), last);
    };
    const auto zoom_others = [&run, perplexity, drift, patterns](double first, double last) {
        const bool whole = !perplexity->is_zoomed();
        const double end = static_cast<double>(run.span_items());
        drift->set_x_range(whole ? 0 : first, whole ? end : last);
        patterns->set_x_range(whole ? 0 : first, whole ? end : last);
    };
    QObject::connect(drift, &DriftView::x_range_changed, patterns, &PatternView::set_x_range);
    QObject::connect(drift, &DriftView::x_range_changed, perplexity, zoom_perplexity);
    QObject::connect(patterns, &PatternView::x_range_changed, drift, &DriftView::set_x_range);
    QObject::connect(patterns, &PatternView::x_range_changed, perplexity, zoom_perplexity);
    QObject::connect(perplexity, &Plot::x_range_changed, drift, zoom_others);
}

void link_comparison(const Panels& panels, ComparisonSet& comparison)
{
    TokenView* tokens = &panels.get<TokenView>();
    PerplexityView* perplexity = &panels.get<PerplexityView>();
    CompareTable* table = &panels.get<CompareTable>();
    QTabWidget* tabs = &panels.tabs();
    QObject::connect(&comparison, &ComparisonSet::changed, table, [=, &comparison] {
        tokens->set_reference(nullptr);
        perplexity->set_others(comparison.runs(), comparison.names(), comparison.name_of_shown());
        table->set_others(comparison.runs(), comparison.names());
        table->set_name(comparison.runs().empty() ? QString() : comparison.name_of_shown());
        if (!comparison.runs().empty())
            tabs->setCurrentWidget(table);
    });
    QObject::connect(&comparison, &ComparisonSet::read, table, [=, &comparison] {
        tokens->set_reference(comparison.runs().front());
        perplexity->update();
    });
}

}  // namespace

void link_views(Panels& panels, Workbench& workbench)
{
    link_axes(panels, workbench.run());
    link_comparison(panels, workbench.comparison());
    TokenView* tokens = &panels.get<TokenView>();
    QObject::connect(&panels.get<ProvenanceView>(), &ProvenanceView::teachers_changed, tokens,
                     &TokenView::set_teachers);
    QObject::connect(&workbench, &Workbench::run_shown, tokens, [tokens, &workbench] {
        if (workbench.controller().is_live())
            tokens->follow_reading();
    });
    QObject::connect(&workbench, &Workbench::run_shown, &panels,
                     [&panels, &workbench] { panels.set_kind(QString::fromStdString(workbench.run().header().kind)); });
}

}  // namespace ttt
