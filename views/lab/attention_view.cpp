#include "views/lab/attention_view.h"

#include "views/lab/attention_map.h"
#include "views/lab/attention_text.h"
#include "views/lab_model.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/run_model.h"
#include "views/selection.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace ttt {

namespace {

constexpr int least_lines = 5;                 // of the text in sight
constexpr std::int64_t before_the_place = 72;  // tokens of the stretch: what the place looks back at

}  // namespace

AttentionView::AttentionView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent)
    : QWidget(parent), run_(run), selection_(selection), lab_(lab), title_(new PlainLabel),
      text_(new AttentionText(run)), words_(new PlainLabel), map_(new AttentionMap)
{
    auto* column = new QVBoxLayout(this);
    const int gap = fontMetrics().averageCharWidth();
    column->setContentsMargins(0, gap / 2, 0, 0);
    column->setSpacing(gap / 2);
    column->addWidget(title_);
    column->addWidget(scroll_area(), 3);
    column->addWidget(words_);
    column->addWidget(map_, 2);
    for (QLabel* label : {title_, words_})
        label->setContentsMargins(gap, 0, gap, 0);
    words_->setTextFormat(Qt::PlainText);
    words_->setWordWrap(true);
    words_->setMinimumHeight(2 * fontMetrics().lineSpacing());
    words_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    for (QLabel* label : {title_, words_})
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    connect(text_, &AttentionText::item_hovered, this, &AttentionView::point_at);
    connect(map_, &AttentionMap::item_hovered, this, &AttentionView::point_at);
    connect(text_, &AttentionText::item_chosen, this, &AttentionView::choose);
    connect(map_, &AttentionMap::item_chosen, this, &AttentionView::choose);
    connect(&lab, &LabModel::attention_changed, this, &AttentionView::take_answer);
    connect(&lab, &LabModel::state_changed, this, &AttentionView::take_problem);
    connect(&selection, &Selection::changed, this, &AttentionView::follow_selection);
    connect(&selection, &Selection::locked_changed, this, &AttentionView::ask);
    connect(&run, &RunModel::started, this, &AttentionView::forget);
    take_answer();
}

QScrollArea* AttentionView::scroll_area()
{
    auto* area = new QScrollArea(this);
    area->setWidget(text_);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setMinimumHeight(least_lines * fontMetrics().lineSpacing());
    area->viewport()->setAutoFillBackground(false);  // the panel shows through
    text_->setAutoFillBackground(false);
    connect(text_, &AttentionText::laid_out, area, [area](int height) {  // what it does not need is the map's
        area->setMaximumHeight(height > 0 ? std::max(height, area->minimumHeight()) : QWIDGETSIZE_MAX);
    });
    connect(text_, &AttentionText::current_moved, area, [area](const QRectF& place) {
        const QPoint middle = place.center().toPoint();
        area->ensureVisible(middle.x(), middle.y(), 0, qRound(2 * place.height()));
    });
    return area;
}

void AttentionView::set_head(std::int32_t layer, std::int32_t head)
{
    layer_ = layer;
    head_ = head;
    asked_ = {-1, -1};
    show_words();
    ask();
}

/// The locked place with what comes before it; without one the last tokens that were read.
std::pair<std::int64_t, std::int64_t> AttentionView::wanted() const
{
    const Place place = selection_.locked();
    const std::int64_t items = run_.shown_items();
    std::int64_t at = items - 1;
    if (place.item >= 0)
        at = place.item;
    else if (place.step >= 0)
        at = run_.items_of(place.step).first + before_the_place;
    const std::int64_t begin = std::max<std::int64_t>(0, std::min(at - before_the_place, items - stretch));
    return {begin, std::min(items, begin + stretch)};
}

void AttentionView::ask()
{
    if (layer_ < 0 || !isVisible() || run_.shown_items() == 0)
        return;
    const std::int64_t place = selection_.locked().item;
    const bool is_inside = asked_.first >= 0 &&
                           (place < 0 ? selection_.locked().step < 0 : place >= asked_.first && place < asked_.second);
    if (is_inside || wanted() == asked_)
        return;
    asked_ = wanted();
    is_waiting_ = true;
    show_words();
    lab_.ask_attention(layer_, head_, asked_.first, asked_.second);
}

void AttentionView::take_answer()
{
    const auto& pattern = lab_.attention();
    const bool is_mine = pattern && pattern->layer == layer_ && pattern->head == head_;
    if (is_mine)
        is_waiting_ = false;
    text_->set_pattern(is_mine ? pattern : std::nullopt);
    map_->set_pattern(is_mine ? pattern : std::nullopt);
    follow_selection();
}

void AttentionView::take_problem()
{
    if (!is_waiting_ || lab_.problem().isEmpty())
        return;
    is_waiting_ = false;
    asked_ = {-1, -1};
    show_words();
}

void AttentionView::forget()
{
    layer_ = -1;
    asked_ = {-1, -1};
    is_waiting_ = false;
    take_answer();
}

void AttentionView::follow_selection()
{
    const std::int64_t item = selection_.current().item;
    text_->set_current(item);
    map_->set_current(item);
    show_words();
}

void AttentionView::point_at(std::int64_t item)
{
    selection_.hover(item < 0 ? Place{} : Place{run_.step_of(item), item});
}

void AttentionView::choose(std::int64_t item)
{
    selection_.lock({run_.step_of(item), item});
}

QString AttentionView::words() const
{
    return words_->text();
}

void AttentionView::show_words()
{
    const auto& pattern = lab_.attention();
    if (layer_ < 0)
        title_->setText(tr("No head is chosen."));
    else if (pattern && pattern->layer == layer_ && pattern->head == head_)
        title_->setText(tr("Layer %1 · head %2 over tokens %3 – %4")
                            .arg(layer_)
                            .arg(head_)
                            .arg(grouped(pattern->first_query), grouped(pattern->first_query + pattern->queries - 1)));
    else
        title_->setText(tr("Layer %1 · head %2").arg(layer_).arg(head_));
    text_->set_empty(layer_ < 0                ? tr("Choose a head to see where it looks.")
                     : is_waiting_             ? tr("The text is being read for this head.")
                     : run_.shown_items() == 0 ? tr("Nothing has been read yet.")
                                               : lab_.problem());
    words_->setText(text_->current() >= 0 ? text_->words() : QString());
}

void AttentionView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    ask();
}

}  // namespace ttt
