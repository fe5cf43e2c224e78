#include "app/window/shell/view_links.h"

#include "app/window/shell/panels.h"
#include "app/window/tables/compare_table.h"
#include "app/workbench/workbench.h"
#include "views/drift/drift_view.h"
#include "views/drift/pattern_view.h"
#include "views/images/classes_view.h"
#include "views/images/images_view.h"
#include "views/lab/provenance_view.h"
#include "views/numbers/numbers_view.h"
#include "views/plot/perplexity_view.h"
#include "views/plot/plot.h"
#include "views/token/token_view.h"

#include <QTabWidget>

#include <algorithm>
#include <functional>
#include <type_traits>
#include <vector>

namespace ttt {

namespace {

/// A view along the items of the run, and how it is told what is seen of them.
struct Axis {
    const QObject* view;
    std::function<void(double first, double last)> zoom;
};

template <class AnyView>
Axis axis_of(AnyView& view)
{
    return {&view, [&view](double first, double last) { view.set_x_range(first, last); }};
}

/// On a log axis the first item is 1.
Axis axis_of(Plot& perplexity, const RunModel& run)
{
    return {&perplexity, [&perplexity, &run](double first, double last) {
                if (first <= 0 && last >= static_cast<double>(run.span_items()))
                    perplexity.reset_zoom();
                else
                    perplexity.set_x_range(std::max(1.0, first), last);
            }};
}

/// All count in items: whoever is zoomed by a person zooms the others.
void link_axes(const Panels& panels, const RunModel& run)
{
    auto& drift = panels.get<DriftView>();
    auto& patterns = panels.get<PatternView>();
    auto& numbers = panels.get<NumbersView>();
    auto& classes = panels.get<ClassesView>();
    Plot& perplexity = *panels.get<PerplexityView>().plot();
    const auto zoom_others = [axes = std::vector{axis_of(drift), axis_of(patterns), axis_of(numbers), axis_of(classes),
                                                 axis_of(perplexity, run)}](const QObject* from, double first,
                                                                            double last) {
        for (const Axis& axis : axes)
            if (axis.view != from)
                axis.zoom(first, last);
    };
    const auto follow = [&zoom_others](auto& view) {
        QObject::connect(&view, &std::remove_reference_t<decltype(view)>::x_range_changed, &view,
                         [zoom_others, from = &view](double first, double last) { zoom_others(from, first, last); });
    };
    follow(drift);
    follow(patterns);
    follow(numbers);
    follow(classes);
    QObject::connect(&perplexity, &Plot::x_range_changed, &perplexity,
                     [zoom_others, &run, from = &perplexity](double first, double last) {
                         const bool whole = !from->is_zoomed();
                         zoom_others(from, whole ? 0 : first, whole ? static_cast<double>(run.span_items()) : last);
                     });
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
    ImagesView* images = &panels.get<ImagesView>();
    QObject::connect(&workbench, &Workbench::run_shown, images, [images, &workbench] {
        if (workbench.controller().is_live())
            images->follow_stream();
    });
    QObject::connect(&workbench, &Workbench::run_shown, &panels,
                     [&panels, &workbench] { panels.set_kind(QString::fromStdString(workbench.run().header().kind)); });
}

}  // namespace ttt
