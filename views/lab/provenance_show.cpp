// What the provenance view makes of an answer: words, bars, the list, the tokens to light up.
#include "views/lab/provenance_view.h"

#include "views/lab/trace_bars.h"
#include "views/lab/trace_rows.h"
#include "views/lab/trace_split.h"
#include "views/lab_model.h"
#include "views/number_text.h"
#include "views/run_model.h"
#include "views/token/token_words.h"
#include "views/token/trace_words.h"

#include <QAction>
#include <QLabel>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace ttt {

namespace {

constexpr std::size_t most_rows = 40;
constexpr int box_letters = 32;  // of a chunk's first words

double sum_of_sizes(std::span<const double> terms)
{
    return std::accumulate(terms.begin(), terms.end(), 0.0,
                           [](double sum, double term) { return std::isnan(term) ? sum : sum + std::abs(term); });
}

}  // namespace

bool ProvenanceView::has_answer() const
{
    if (lab_.state() != LabState::ready)
        return false;
    if (actions_.mode() == ProvenanceMode::taught)
        return lab_.chunk() && lab_.chunk()->chunk == subject_.step;
    if (!lab_.trace() || lab_.trace()->item != item() || item() < 1)
        return false;
    const std::int32_t token = actions_.token(run_, item());
    return lab_.trace()->token == (token < 0 ? run_.token_of(item()) : token);
}

QString ProvenanceView::hint() const
{
    if (has_answer())
        return {};
    const bool taught = actions_.mode() == ProvenanceMode::taught;
    if (taught ? subject_.step < 0 : item() < 0)
        return taught ? tr("Click a chunk or a token: you will see what its chunk taught the tokens after it.")
                      : tr("Click a token in the document to see which chunks taught it; pointing at one previews.");
    if (!lab_.problem().isEmpty())
        return lab_.problem();
    if (taught ? subject_.step >= run_.shown_steps() : item() >= run_.shown_items())
        return tr("Not read yet.");
    if (!taught && item() == 0)
        return tr("Nothing stands before the first token, so it was not predicted.");
    return tr("Asking …");
}

QString ProvenanceView::head_text() const
{
    if (!has_answer())
        return {};
    if (actions_.mode() == ProvenanceMode::taught) {
        const auto [begin, end] = run_.items_of(subject_.step);
        return tr("Chunk %1, tokens %2 to %3").arg(grouped(subject_.step), grouped(begin), grouped(end - 1));
    }
    const LogitTrace& trace = *lab_.trace();
    return tr("%1 at %2: frozen logit %3, adapted %4 (%5)")
        .arg(quoted(run_.candidate_text(trace.item, trace.token)), grouped(trace.item), fixed_text(trace.frozen, 2),
             fixed_text(trace.frozen + trace.change, 2), signed_text(trace.change));
}

QString ProvenanceView::sentence_text() const
{
    if (!has_answer())
        return {};
    if (actions_.mode() == ProvenanceMode::teachers)
        return taught_by_sentence(*lab_.trace());
    const std::vector<float>& terms = lab_.chunk()->by_item;
    if (terms.empty())
        return tr("No token that was read comes after it.");
    const auto raised = std::ranges::count_if(terms, [](float term) { return term > 0; });
    const double mean = std::accumulate(terms.begin(), terms.end(), 0.0) / static_cast<double>(terms.size());
    return tr("It raised the logit of %1 of the %2 later tokens, on average by %3.")
        .arg(share_text(static_cast<double>(raised) / static_cast<double>(terms.size())),
             grouped(static_cast<std::int64_t>(terms.size())), signed_text(mean, 4));
}

QString ProvenanceView::note() const
{
    if (!has_answer())
        return {};
    if (actions_.mode() == ProvenanceMode::taught)
        return tr("%1 later tokens").arg(grouped(static_cast<std::int64_t>(lab_.chunk()->by_item.size())));
    return tr("%1, %2").arg(
        counted(static_cast<std::int64_t>(lab_.trace()->by_chunk.size()), tr("1 chunk"), tr("%1 chunks")),
        counted(static_cast<std::int64_t>(lab_.trace()->by_token.size()), tr("1 token"), tr("%1 tokens")));
}

/// An older answer stays on the screen while the next one is under way, so that nothing flickers.
void ProvenanceView::show_answer()
{
    const QString sentence = hint();
    const bool waits = sentence == tr("Asking …") && answer_->isVisibleTo(this);
    if (waits)
        return;
    hint_->setText(sentence);
    hint_->setVisible(!sentence.isEmpty());
    answer_->setVisible(sentence.isEmpty());
    head_->setVisible(sentence.isEmpty());
    sentence_->setVisible(sentence.isEmpty());
    setAccessibleDescription(sentence.isEmpty() ? head_text() + u' ' + sentence_text() : sentence);
    if (sentence.isEmpty()) {
        QFont bold = font();
        bold.setBold(true);
        head_->setFont(bold);
        head_->setText(head_text());
        sentence_->setText(sentence_text());
        split_->setVisible(actions_.mode() == ProvenanceMode::teachers);
        if (actions_.mode() == ProvenanceMode::teachers)
            show_trace();
        else
            show_taught();
        marked_ = -1;
    }
    show_place();
    light_up();
    Q_EMIT note_changed();
}

void ProvenanceView::show_trace()
{
    const LogitTrace& trace = *lab_.trace();
    const std::int64_t asked = run_.step_of(trace.item);
    split_->set_trace(trace);
    sum_ = sum_of_sizes(trace.by_chunk);
    bars_->setAccessibleName(tr("Direct term of each chunk"));
    bars_->set_data({0, std::max<std::int64_t>(asked + 1, 1), trace.by_chunk, asked, tr("direct term by chunk")});
    std::vector<TraceRow> rows;
    for (const TraceShare& each : largest_shares(trace.by_token, most_rows))
        rows.push_back({each.index, run_.step_of(each.index), trace.item - each.index, each.term, each.share,
                        context_text(run_, each.index)});
    rows_->set_rows(std::move(rows), false);
    list_->setAccessibleName(tr("Tokens that taught most"));
    list_->set_empty_sentence(tr("No token taught it."));
}

/// Half of the list for what was helped most, half for what was hurt.
void ProvenanceView::show_taught()
{
    const ChunkTrace& trace = *lab_.chunk();
    std::vector<double> sums = sums_by_chunk(run_, trace);
    sum_ = sum_of_sizes(sums);
    bars_->setAccessibleName(tr("Sum of the terms in each later chunk"));
    bars_->set_data({run_.step_of(trace.first), run_.shown_steps(), std::move(sums), trace.chunk,
                     tr("sum of the terms in each later chunk")});
    std::vector<double> terms(trace.by_item.begin(), trace.by_item.end());
    const double all = sum_of_sizes(terms);
    const std::int64_t end = run_.items_of(trace.chunk).second;
    std::vector<TraceRow> rows;
    for (const double sign : {1.0, -1.0}) {
        std::vector<double> side(terms.size());
        std::ranges::transform(terms, side.begin(), [sign](double term) { return term * sign > 0 ? term : 0; });
        for (const TraceShare& each : largest_shares(side, most_rows / 2)) {
            const std::int64_t at = trace.first + each.index;
            rows.push_back(
                {at, run_.step_of(at), at - end + 1, each.term, std::abs(each.term) / all, context_text(run_, at)});
        }
    }
    std::ranges::stable_sort(rows, std::greater<>{}, &TraceRow::term);
    rows_->set_rows(std::move(rows), true);
    list_->setAccessibleName(tr("Tokens that were helped and hurt most"));
    list_->set_empty_sentence(tr("It changed no later logit."));
}

void ProvenanceView::show_place()
{
    const Place locked = selection_.locked();
    // The chunk of the token itself has its line already; a place may also name a token and the chunk that taught it.
    bars_->set_selected(locked && locked.step != bars_->data().mark ? locked.step : -1);
    if (locked.item != std::exchange(marked_, locked.item))  // else the row that the keys have reached stays
        list_->mark_row(locked.item < 0 ? -1 : rows_->row_of(locked.item), false);
    list_->set_hovered_row(selection_.hovered().item < 0 ? -1 : rows_->row_of(selection_.hovered().item));
    actions_.ask_selected->setEnabled(locked && locked != subject_);
}

void ProvenanceView::light_up()
{
    std::vector<std::pair<std::int64_t, double>> teachers;
    if (actions_.lights() && isVisible() && has_answer())
        for (const TraceRow& row : rows_->rows())
            teachers.emplace_back(row.item, row.term);
    if (teachers == lit_)
        return;
    lit_ = std::move(teachers);
    Q_EMIT teachers_changed(lit_);
}

QString ProvenanceView::bar_text(std::int64_t chunk) const
{
    const TraceBarsData& shown = bars_->data();
    const double term = shown.terms[static_cast<std::size_t>(chunk - shown.first)];
    const auto [begin, end] = run_.items_of(chunk);
    const QString words = run_.text(begin, std::min<std::int64_t>(end, begin + box_letters));
    const QString share = share_text(sum_ > 0 ? std::abs(term) / sum_ : 0);
    return tr("chunk %1 · %2 · %3\n%4")
        .arg(grouped(chunk), signed_text(term, 3), share, quoted(words.left(box_letters).trimmed() + u'…'));
}

}  // namespace ttt
