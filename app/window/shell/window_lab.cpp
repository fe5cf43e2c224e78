// The lab: the views that look inside a run, the worker that answers them, and which run they are about.
#include "app/window/lessons/recorded_heads.h"
#include "app/window/shell/main_window.h"
#include "app/workbench/lab_worker.h"

#include "sessions/config_json.h"
#include "views/forms/run_form.h"
#include "views/lab/heads_view.h"
#include "views/lab/pattern_chunks_view.h"
#include "views/lab/provenance_view.h"
#include "views/lab/theorem_view.h"
#include "views/number_text.h"
#include "views/token/token_detail.h"
#include "views/token/token_view.h"

namespace ttt {

void MainWindow::make_lab()
{
    lab_worker_ = new LabWorker(lab_, this);
    theorem_ = new TheoremView(run_, selection_, lab_);
    heads_ = new HeadsView(run_, selection_, lab_);
    heads_->set_recorded(shipped_recorded_heads());
    provenance_ = new ProvenanceView(run_, selection_, lab_);
    pattern_chunks_ = new PatternChunksView(run_, selection_, lab_);
    views_.insert(views_.end(), {theorem_, heads_, provenance_, pattern_chunks_});
    tokens_view_->set_lab(&lab_);
    detail_->set_lab(&lab_);
    connect(provenance_, &ProvenanceView::teachers_changed, tokens_view_, &TokenView::set_teachers);
    connect(&controller_, &RunController::activity_changed, this, &MainWindow::refresh_lab);
    connect(&run_, &RunModel::started, this, &MainWindow::refresh_lab);
    connect(form_, &RunForm::changed, this, &MainWindow::refresh_lab);
    connect(this, &MainWindow::model_opened, this, &MainWindow::refresh_lab);
    connect(&lab_, &LabModel::causality_changed, this, &MainWindow::tell_causality);
}

/// What needs no text stands behind the document, what is about patterns and tokens behind the patterns.
void MainWindow::make_lab_docks(Panel* patterns)
{
    const auto behind = [this](Panel* front, const QString& name, const QString& tab, View* view) {
        Panel* panel = add_panel(name, view->title(), view, Qt::RightDockWidgetArea);
        panel->setWindowTitle(tab);
        tabifyDockWidget(front, panel);
    };
    behind(document_panel_, QStringLiteral("theorem"), theorem_->title(), theorem_);
    behind(document_panel_, QStringLiteral("heads"), heads_->title(), heads_);
    patterns->setWindowTitle(tr("Patterns"));
    behind(patterns, QStringLiteral("provenance"), provenance_->title(), provenance_);
    behind(patterns, QStringLiteral("pattern-chunks"), tr("Pattern × chunk"), pattern_chunks_);
    document_panel_->raise();
    patterns->raise();
}

/// What a question is about: the shown run once it has ended, or the shown text with the settings of the form.
std::optional<RunConfig> MainWindow::lab_config() const
{
    if (!run_.empty())
        return run_.header().config;
    std::optional<RunConfig> config = form_->config();
    if (!config || model_.directory.empty() || run_.document().token_ids.empty())
        return std::nullopt;
    config->model = model_.directory;
    config->document = document_.path;
    return config;
}

/// Cheap when nothing changed: the form calls it at every letter.
void MainWindow::refresh_lab()
{
    const bool is_busy = controller_.activity() != Activity::idle;
    const std::optional<RunConfig> config = lab_config();
    const std::string about = is_busy ? "busy" : !config ? "nothing" : run_.header().input_hash + to_json(*config);
    if (about == lab_about_)
        return;
    lab_about_ = about;
    if (is_busy)
        return lab_worker_->close(tr("A run goes on; it can be looked into when it has ended."));
    if (!config)
        return lab_worker_->close(tr("Open a document and a model: then they can be looked into."));
    std::vector<std::int32_t> ids = run_.document().token_ids;
    if (config->tokens > 0 && config->tokens < static_cast<std::int64_t>(ids.size()))
        ids.resize(static_cast<std::size_t>(config->tokens));
    lab_worker_->open(*config, ids);
}

/// Of the locked token, else of one in the middle of the second chunk.
void MainWindow::check_causality()
{
    const std::int64_t chunk = run_.header().config.chunk;
    const std::int64_t locked = selection_.locked().item;
    lab_.ask_causality(locked > 0 ? locked : std::min(chunk + chunk / 2, run_.header().item_count - 1));
}

void MainWindow::tell_causality()
{
    const auto& check = lab_.causality();
    if (!check)
        return;
    const QString token = run_.token_text(check->item), other = run_.vocabulary_text(check->replacement);
    const QString replaced =
        tr("Token %1, “%2”, was replaced by “%3”, and both texts were read.").arg(grouped(check->item), token, other);
    const QString before =
        check->largest_before == 0
            ? tr("No logit before it moved: exactly 0 everywhere.")
            : tr("Logits before it moved by up to %1: this model looks ahead.").arg(check->largest_before);
    const QString after = check->first_moved < 0
                              ? tr("Nothing behind it moved either.")
                              : tr("The first state that moved is at token %1.").arg(grouped(check->first_moved));
    const QString write =
        check->first_write < 0
            ? tr("No write moved.")
            : tr("The first write that moved is the one of chunk %1.").arg(grouped(check->first_write));
    const auto& say_it = check->largest_before == 0 ? dialogs_.inform : dialogs_.tell;
    say_it(this, tr("Causality"), QStringList({replaced, before, after, write}).join(QLatin1Char('\n')));
}

}  // namespace ttt
