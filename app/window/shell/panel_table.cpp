#include "app/window/shell/panel_table.h"

#include "app/window/lessons/recorded_heads.h"
#include "app/window/tables/compare_table.h"
#include "app/window/tables/note_list.h"
#include "app/workbench/workbench.h"
#include "views/drift/drift_view.h"
#include "views/drift/pattern_view.h"
#include "views/forms/run_form.h"
#include "views/forms/session_list.h"
#include "views/images/classes_view.h"
#include "views/images/image_detail.h"
#include "views/images/images_view.h"
#include "views/images/shifts_view.h"
#include "views/lab/ask_view.h"
#include "views/lab/heads_view.h"
#include "views/lab/pattern_chunks_view.h"
#include "views/lab/provenance_view.h"
#include "views/lab/theorem_view.h"
#include "views/numbers/numbers_view.h"
#include "views/plot/perplexity_view.h"
#include "views/tables/chunk_inspector.h"
#include "views/tables/pattern_ledger.h"
#include "views/tables/run_log.h"
#include "views/token/token_detail.h"
#include "views/token/token_view.h"

#include <QCoreApplication>
#include <QSplitter>
#include <QTabWidget>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Panels)
};

template <class AnyView>
QWidget* make_view(Workbench& workbench, QSettings&)
{
    return new AnyView(workbench.run(), workbench.selection());
}

template <class LabView>
QWidget* make_lab_view(Workbench& workbench, QSettings&)
{
    return new LabView(workbench.run(), workbench.selection(), workbench.lab());
}

QWidget* make_ask(Workbench& workbench, QSettings&)
{
    return new AskView(workbench.run(), workbench.selection(), workbench.ask());
}

QWidget* make_heads(Workbench& workbench, QSettings&)
{
    auto* heads = new HeadsView(workbench.run(), workbench.selection(), workbench.lab());
    heads->set_recorded(shipped_recorded_heads());
    return heads;
}

/// Above, and below it in so many lines as it wants what is told of the selected place.
QSplitter* make_reading(const char* name, QWidget* above, QWidget* below)
{
    auto* reading = new QSplitter(Qt::Vertical);
    reading->setObjectName(QLatin1String(name));
    reading->setChildrenCollapsible(false);
    reading->addWidget(above);
    reading->addWidget(below);
    reading->setStretchFactor(0, 1);
    reading->setStretchFactor(1, 0);
    reading->setSizes({1000, below->sizeHint().height()});
    return reading;
}

/// The text, and below it how the selected token was predicted.
QWidget* make_document(Workbench& workbench, QSettings&)
{
    auto* text = new TokenView(workbench.run(), workbench.selection());
    auto* detail = new TokenDetail(workbench.run(), workbench.selection());
    text->set_lab(&workbench.lab());
    detail->set_lab(&workbench.lab());
    return make_reading("reading", text, detail);
}

/// The stream, and below it what was said of the selected image.
QWidget* make_images(Workbench& workbench, QSettings&)
{
    auto* grid = new ImagesView(workbench.run(), workbench.selection(), workbench.pictures());
    return make_reading("looking", grid, new ImageDetail(workbench.run(), workbench.selection(), workbench.pictures()));
}

QWidget* make_tabs(Workbench&, QSettings&)
{
    auto* tabs = new QTabWidget;
    tabs->setDocumentMode(true);
    return tabs;
}

}  // namespace

/// Columns of chunks and layers, tokens and what they were predicted as: what a run over a text has.
std::vector<PanelRow> panel_table()
{
    const QStringList text{QStringLiteral("document")}, images{QStringLiteral("images")},
        measured{QStringLiteral("document"), QStringLiteral("images")};
    const auto form = [](Workbench&, QSettings& settings) -> QWidget* { return new RunForm(settings); };
    const auto list = [](Workbench&, QSettings&) -> QWidget* { return new SessionList; };
    return {
        {"run", Words::tr("Run"), PanelPlace::left, "", form, {}},
        {"sessions", Words::tr("Sessions"), PanelPlace::left, "", list, {}},
        {"document", {}, PanelPlace::right, "", make_document, text},
        {"perplexity", {}, PanelPlace::right_of, "document", make_view<PerplexityView>, measured},
        {"drift", {}, PanelPlace::below, "perplexity", make_view<DriftView>, {}},
        {"patterns", Words::tr("Patterns"), PanelPlace::below, "drift", make_view<PatternView>, text},
        {"details", Words::tr("Details"), PanelPlace::below, "document", make_tabs, {}},
        {"ledger", {}, PanelPlace::tab_of, "details", make_view<PatternLedger>, text},
        {"ask", {}, PanelPlace::tab_of, "details", make_ask, text},
        {"chunk", {}, PanelPlace::tab_of, "details", make_view<ChunkInspector>, {}},
        {"compare", {}, PanelPlace::tab_of, "details", make_view<CompareTable>, {}},
        {"notes", {}, PanelPlace::tab_of, "details", make_view<NoteList>, {}},
        {"log", {}, PanelPlace::tab_of, "details", make_view<RunLog>, {}},
        {"theorem", {}, PanelPlace::behind, "document", make_lab_view<TheoremView>, {}},
        {"heads", {}, PanelPlace::behind, "document", make_heads, text},
        {"provenance", {}, PanelPlace::behind, "patterns", make_lab_view<ProvenanceView>, text},
        {"pattern-chunks", Words::tr("Pattern × chunk"), PanelPlace::behind, "patterns",
         make_lab_view<PatternChunksView>, text},
        {"images", {}, PanelPlace::behind, "document", make_images, images},
        {"numbers", {}, PanelPlace::behind, "drift", make_view<NumbersView>, {}},
        {"shifts", {}, PanelPlace::behind, "patterns", make_view<ShiftsView>, images},
        {"classes", {}, PanelPlace::behind, "patterns", make_view<ClassesView>, images},
    };
}

}  // namespace ttt
