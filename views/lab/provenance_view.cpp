#include "views/lab/provenance_view.h"

#include "views/lab/trace_gate.h"
#include "views/lab/trace_rows.h"
#include "views/lab_model.h"
#include "views/run_model.h"
#include "views/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QScopedValueRollback>

namespace ttt {

namespace {

constexpr int rest_ms = 80;  // a pointer that crosses the text asks nothing

}  // namespace

ProvenanceView::ProvenanceView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent)
    : View(run, selection, parent), lab_(lab), actions_(this)
{
    setAccessibleName(title());
    wait_.setSingleShot(true);
    wait_.setInterval(rest_ms);
    arrange();
    connect_models();
    connect_parts();
    set_ink(*hint_, theme(palette()).muted);
    forget();
}

void ProvenanceView::connect_models()
{
    connect(&run_, &RunModel::started, this, &ProvenanceView::forget);
    connect(&run_, &RunModel::shown_changed, this, [this] {
        if (!has_answer())
            ask();
    });
    connect(&selection_, &Selection::changed, this, &ProvenanceView::follow_selection);
    connect(&selection_, &Selection::locked_changed, this, &ProvenanceView::follow_lock);
    connect(&lab_, &LabModel::state_changed, this, [this] {
        if (lab_.state() != LabState::ready)
            asked_ = {-1, -1}, asked_chunk_ = -1;
        ask();
        show_answer();
    });
    connect(&lab_, &LabModel::trace_changed, this, &ProvenanceView::show_answer);
    connect(&lab_, &LabModel::chunk_changed, this, &ProvenanceView::show_answer);
    connect(&wait_, &QTimer::timeout, this, &ProvenanceView::ask);
}

void ProvenanceView::forget()
{
    subject_ = selection_.locked();
    preview_ = -1;
    asked_ = {-1, -1};
    asked_chunk_ = -1;
    ask();
    show_answer();
}

/// A chunk that is locked elsewhere leaves the token that was asked as it is; Esc frees both.
void ProvenanceView::follow_lock()
{
    if (own_)
        return;
    const Place locked = selection_.locked();
    subject_ = {locked.step, locked.item >= 0 || !locked ? locked.item : subject_.item};
    preview_ = -1;
    wait_.stop();
    ask();
    show_answer();
}

void ProvenanceView::follow_selection()
{
    show_place();
    if (own_ || selection_.hovered().item == preview_)
        return;
    preview_ = selection_.hovered().item;
    wait_.start();
}

void ProvenanceView::go(Place place, bool locks)
{
    const QScopedValueRollback own(own_, true);
    if (locks)
        selection_.lock(place);
    else
        selection_.hover(place);
}

void ProvenanceView::ask()
{
    wait_.stop();
    if (!isVisible() || lab_.state() != LabState::ready)
        return;
    actions_.update(run_, item());
    if (actions_.mode() == ProvenanceMode::taught) {
        const std::int64_t chunk = subject_.step;
        if (chunk < 0 || chunk == asked_chunk_ || chunk >= run_.shown_steps())
            return show_answer();
        asked_chunk_ = chunk;
        return lab_.ask_chunk(chunk);
    }
    const std::pair wanted{item(), actions_.token(run_, item())};
    if (wanted.first < 1 || wanted.first >= run_.shown_items() || wanted == asked_)
        return show_answer();
    asked_ = wanted;
    lab_.ask_trace(wanted.first, wanted.second);
}

void ProvenanceView::restore(const QString& words)
{
    actions_.restore(words);
    ask();
    show_answer();
}

void ProvenanceView::showEvent(QShowEvent* event)
{
    View::showEvent(event);
    ask();
    show_answer();
}

void ProvenanceView::hideEvent(QHideEvent* event)
{
    View::hideEvent(event);
    light_up();
}

void ProvenanceView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        set_ink(*hint_, theme(palette()).muted);
}

void ProvenanceView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && selection_.current())
        selection_.free();
    else
        View::keyPressEvent(event);
}

}  // namespace ttt
