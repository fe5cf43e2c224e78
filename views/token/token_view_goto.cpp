// The document view's ways to a place: gains, and words that are found.
#include "views/token/find_bar.h"
#include "views/token/token_canvas.h"
#include "views/token/token_moves.h"
#include "views/token/token_view.h"

#include <QAction>

namespace ttt {

void TokenView::follow_reading()
{
    actions_.follow->setChecked(true);
}

void TokenView::select_largest_gain()
{
    canvas_->lock_item(
        largest_gain(run_.column(Column::nll_frozen), run_.column(Column::nll_adapted), run_.shown_items()));
}

void TokenView::select_next_gain(int direction)
{
    const std::int64_t locked = selection_.locked().item;
    const std::int64_t from = locked >= 0 ? locked : canvas_->visible().first - (direction > 0 ? 1 : 0);
    canvas_->lock_item(next_gain(run_.column(Column::nll_frozen), run_.column(Column::nll_adapted), run_.shown_items(),
                                 from, direction, colouring_.saturation));
}

void TokenView::open_find()
{
    find_bar_->open();
    find_words(find_bar_->words());
}

void TokenView::find_words(const QString& words)
{
    const DocumentRecord& document = run_.document();
    canvas_->search().find(document.bytes, words.toStdString());
    canvas_->search().start_at(document.byte_offsets, canvas_->visible().first);
    show_found();
}

void TokenView::find_step(int direction)
{
    canvas_->search().step(direction);
    show_found();
}

void TokenView::show_found()
{
    const TokenSearch& search = canvas_->search();
    find_bar_->set_count(search.current(), search.count());
    canvas_->viewport()->update();
    canvas_->lock_item(search.items(run_.document().byte_offsets).first);
}

}  // namespace ttt
