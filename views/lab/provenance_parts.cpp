// How the provenance view is put together: head, split, bars, list, and what they do.
#include "views/lab/provenance_view.h"
#include "views/lab/trace_bars.h"
#include "views/lab/trace_gate.h"
#include "views/lab/trace_rows.h"
#include "views/lab/trace_split.h"
#include "views/plain_text.h"
#include "views/run_model.h"

#include <QAction>
#include <QActionGroup>
#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

namespace ttt {

namespace {

constexpr int side = 12;  // pixels

}  // namespace

void ProvenanceView::arrange()
{
    auto* page = new QWidget;
    answer_ = new QWidget(page);
    head_ = new PlainLabel(page);
    sentence_ = new PlainLabel(page);
    hint_ = new PlainLabel(page);
    split_ = new TraceSplit(answer_);
    bars_ = new TraceBars(answer_);
    rows_ = new TraceRows(this);
    list_ = new TraceTable(answer_);
    for (QLabel* label : {head_, sentence_, hint_}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setContentsMargins(side, side / 2, side, side / 2);
    }
    hint_->setAlignment(Qt::AlignCenter);
    sentence_->setToolTip(
        tr("The terms of all chunks add up to the direct part. A share is something else: |term| divided by the sum of "
           "all |terms|, since terms may cancel; in the bars over the chunks, in the list over the tokens."));
    list_->setModel(rows_);
    list_->horizontalHeader()->setStretchLastSection(false);
    list_->fit_columns();
    list_->horizontalHeader()->setSectionResizeMode(TraceRows::context, QHeaderView::Stretch);
    auto* parts = new QVBoxLayout(answer_);
    parts->setContentsMargins({});
    parts->setSpacing(0);
    parts->addWidget(split_);
    parts->addWidget(bars_, 2);
    parts->addWidget(list_, 3);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(head_);
    column->addWidget(sentence_);
    column->addWidget(hint_, 1);
    column->addWidget(answer_, 1);
    page->setFocusProxy(list_);
    gate_ =
        new TraceGate(run_, lab_,
                      tr("Which chunk, and which token in it, taught the model what it now predicts? After the text "
                         "was read once more, every change of a logit can be split into the writes that made it."),
                      page, this);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins({});
    whole->addWidget(gate_);
    setFocusProxy(gate_);
}

void ProvenanceView::connect_parts()
{
    bars_->set_value_text([this](std::int64_t chunk) { return bar_text(chunk); });
    connect(bars_, &TraceBars::hovered, this, [this](qint64 chunk) {
        go(chunk < 0 ? Place{} : Place{chunk, -1}, false);
    });
    connect(bars_, &TraceBars::chosen, this, [this](qint64 chunk) { go({chunk, -1}, true); });
    const auto place = [this](int row) {
        const std::int64_t at = row < 0 ? -1 : rows_->rows()[static_cast<std::size_t>(row)].item;
        return at < 0 ? Place{} : Place{run_.step_of(at), at};
    };
    connect(list_, &DataTable::row_hovered, this, [this, place](int row) { go(place(row), false); });
    connect(list_, &DataTable::row_chosen, this, [this, place](int row) { go(place(row), true); });
    for (QActionGroup* group : {actions_.modes, actions_.logits})
        connect(group, &QActionGroup::triggered, this, [this] {
            ask();
            show_answer();
        });
    connect(actions_.light, &QAction::toggled, this, &ProvenanceView::light_up);
    connect(actions_.ask_selected, &QAction::triggered, this, &ProvenanceView::follow_lock);
}

}  // namespace ttt
