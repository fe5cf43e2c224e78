#include "views/token/token_detail.h"

#include "views/lab_model.h"
#include "views/plain_text.h"
#include "views/token/detail_painter.h"
#include "views/token/item_value.h"
#include "views/token/token_words.h"
#include "views/token/trace_words.h"

#include <QHelpEvent>
#include <QPainter>

#include <algorithm>

namespace ttt {

namespace {

constexpr int least_width = 320;      // pixels
constexpr double least_scale = 0.05;  // a full bar stands for at least this probability

/// Both arms share it, so that their bars can be compared.
double bar_scale(const TokenFacts& facts)
{
    double scale = least_scale;
    for (const ArmFacts* arm : {&facts.frozen, &facts.adapted})
        for (const Candidate& candidate : arm->top)
            scale = std::max(scale, candidate.probability);
    return scale;
}

QString planted_help(const DocumentMark& mark)
{
    return TokenDetail::tr("This document was composed; %1.").arg(mark_text(mark));
}

}  // namespace

TokenDetail::TokenDetail(RunModel& run, Selection& selection, QWidget* parent)
    : QWidget(parent), run_(run), selection_(selection)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Prediction of the selected token"));
    connect(&run_, &RunModel::started, this, [this] {
        marks_.read(run_.document());
        fold(true);
        read();
    });
    connect(&selection_, &Selection::locked_changed, this, [this] {
        if (!selection_.locked())
            fold(true);
    });
    connect(&run_, &RunModel::shown_changed, this, &TokenDetail::read);
    connect(&selection_, &Selection::changed, this, &TokenDetail::read);
    marks_.read(run_.document());
    fold(true);
    read();
}

void TokenDetail::set_lab(LabModel* lab)
{
    if (lab_)
        disconnect(lab_, nullptr, this, nullptr);
    lab_ = lab;
    if (lab_)
        connect(lab_, &LabModel::trace_changed, this, &TokenDetail::read);
    read();
}

void TokenDetail::read()
{
    facts_ = gather(run_, selection_.current());
    if (const TokenMark* planted = facts_.place.item < 0 ? nullptr : marks_.at(facts_.place.item))
        facts_.mark = planted->mark;
    if (lab_ && lab_->trace() && facts_.state == FactState::predicted && lab_->trace()->item == facts_.place.item &&
        lab_->trace()->token == run_.token_of(facts_.place.item))
        facts_.taught = taught_by_words(*lab_->trace());
    setAccessibleDescription(facts_.state == FactState::nowhere ? QString()
                                                                : place_in_words(run_, selection_.current()));
    if (facts_.state >= FactState::unread)  // a chunk has one line, too
        fold(false);
    update();
}

/// One line until something is pointed at; then it stays open until Esc or another run, as a text that jumps whenever
/// the pointer leaves it can't be read.
void TokenDetail::fold(bool folded)
{
    was_pointed_at_ = !folded;
    const int height = sizeHint().height();
    if (minimumHeight() != height)
        setFixedHeight(height);
}

QSize TokenDetail::sizeHint() const
{
    const int lines = was_pointed_at_ ? detail_lines : 1;
    const double height = lines * detail_line_height(font()) + 1.5 * detail_padding;
    return {2 * least_width, static_cast<int>(height)};
}

QSize TokenDetail::minimumSizeHint() const
{
    return {least_width, sizeHint().height()};
}

void TokenDetail::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.panel);
    painter.fillRect(QRect(0, 0, width(), 1), colours.border);
    DetailPainter first(painter, facts_.state < FactState::unread ? QRectF(rect()) : detail_column(rect(), 0), colours);
    if (facts_.state == FactState::nowhere)
        return first.paragraph(tr("Point at a token to see how it was predicted; click to lock, Esc frees. Ctrl+G: the "
                                  "one that gained most."),
                               colours.muted);
    if (facts_.state == FactState::chunk)
        return first.paragraph(place_in_words(run_, facts_.place), colours.text);
    first.token(run_, facts_);
    for (int column = 1; column < detail_columns; ++column)
        painter.fillRect(QRectF(detail_column(rect(), column).left(), 0, 1, height()), colours.border);
    if (facts_.state == FactState::unread)
        return;
    const bool predicted = facts_.state == FactState::predicted;
    const QString missing = predicted ? tr("This arm did not run.") : tr("No prediction.");
    const double scale = bar_scale(facts_);
    DetailPainter(painter, detail_column(rect(), 1), colours)
        .arm(tr("frozen"), colours.frozen, facts_.frozen, scale, missing);
    DetailPainter(painter, detail_column(rect(), 2), colours)
        .arm(tr("adapted"), colours.adapted, facts_.adapted, scale, missing);
    DetailPainter(painter, detail_column(rect(), 3), colours).pattern(run_, facts_);
}

bool TokenDetail::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || facts_.state < FactState::unread)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const std::array tips{tr("NLL = −ln p(token | all before it), in nats: 0 is certain."),
                          tr("The five likeliest tokens without TTT, p = exp(−NLL); the token that came is bold."),
                          tr("The five likeliest tokens with TTT, p = exp(−NLL); the token that came is bold."),
                          tr("Logit adapted − logit frozen where the pair returns; others: mean ± standard deviation "
                             "over all other tokens.")};
    int column = detail_columns - 1;
    while (column > 0 && help->pos().x() < detail_column(rect(), column).left())
        --column;
    QString tip = tips[static_cast<std::size_t>(column)];
    if (column == 0 && facts_.mark)
        tip += u'\n' + planted_help(*facts_.mark);
    if (column == detail_columns - 1 && !facts_.taught.isEmpty())
        tip += u'\n' + tr("Taught by: the share of a chunk is its |direct term| / Σ |direct terms|.");
    show_tip(help->globalPos(), tip, this);
    return true;
}

}  // namespace ttt
