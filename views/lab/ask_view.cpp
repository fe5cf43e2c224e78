#include "views/lab/ask_view.h"

#include "views/ask_model.h"
#include "views/lab/ask_arms.h"
#include "views/lab/ask_options.h"
#include "views/lab/trace_gate.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/run_model.h"
#include "views/selection.h"
#include "views/theme.h"
#include "views/token_pieces.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ttt {

namespace {

constexpr int side = 8;              // pixels
constexpr int pause_ms = 120;        // after the last key
constexpr double mib = 1024 * 1024;  // bytes

}  // namespace

AskView::AskView(RunModel& run, Selection& selection, AskModel& ask, QWidget* parent)
    : View(run, selection, parent), ask_(ask), options_shown_(new QAction(tr("Options"), this)),
      place_(new PlainLabel(this)), state_(new PlainLabel(this)), prompt_(new QLineEdit(this)),
      button_(new QPushButton(tr("Continue"), this)), progress_(new QProgressBar(this)), options_(new AskOptions(this)),
      arms_(new AskArms(this))
{
    wait_.setSingleShot(true);
    wait_.setInterval(pause_ms);
    options_shown_->setCheckable(true);
    options_shown_->setObjectName(QStringLiteral("ask-options"));
    options_->hide();
    prompt_->setPlaceholderText(tr("Write what stands here; nothing: what comes next in the text"));
    prompt_->setAccessibleName(tr("Question"));
    button_->setToolTip(tr("Lets each arm go on by itself. Question and answers are kept as a note of the run."));
    progress_->setAccessibleName(tr("Reading the text up to the place"));
    state_->setWordWrap(true);
    arrange();
    connect_all();
    follow_place();
    show_state();
}

void AskView::arrange()
{
    auto* top = new QHBoxLayout;
    top->addWidget(prompt_, 1);
    top->addWidget(button_);
    auto* more = new QToolButton(this);
    more->setDefaultAction(options_shown_);
    top->addWidget(more);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(side, side / 2, side, side / 2);
    column->setSpacing(side / 2);
    column->addWidget(place_);
    column->addLayout(top);
    column->addWidget(state_);
    column->addWidget(progress_);
    column->addWidget(scrolling(), 1);
    progress_->setTextVisible(false);
    progress_->setMaximumHeight(side);
}

/// Options and answers: a low panel must not make the window grow.
QWidget* AskView::scrolling()
{
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->addWidget(options_);
    column->addWidget(arms_, 1);
    area_ = new QScrollArea(this);
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setFocusPolicy(Qt::NoFocus);
    area_->setWidget(page);
    for (QWidget* behind : {area_->viewport(), page})
        behind->setAutoFillBackground(false);  // the panel's own colour
    return area_;
}

void AskView::connect_all()
{
    connect(prompt_, &QLineEdit::textEdited, this, &AskView::want);
    connect(prompt_, &QLineEdit::returnPressed, this, &AskView::press);
    connect(button_, &QPushButton::clicked, this, &AskView::press);
    connect(options_, &AskOptions::place_changed, this, &AskView::want);
    connect(options_shown_, &QAction::toggled, options_, &QWidget::setVisible);
    connect(options_, &AskOptions::converses_changed, &ask_, &AskModel::set_conversing);
    connect(&ask_, &AskModel::answered, this, [this] {
        if (options_->converses())
            prompt_->clear();  // for what is said next
    });
    connect(&wait_, &QTimer::timeout, this, &AskView::ask);
    connect(&selection_, &Selection::locked_changed, this, &AskView::follow_place);
    connect(&run_, &RunModel::started, this, &AskView::follow_place);
    connect(&run_, &RunModel::shown_changed, this, [this] { place_->setText(place_text()); });
    connect(&ask_, &AskModel::changed, this, &AskView::show_state);
}

/// A token is asked before; a chunk at its beginning.
std::int64_t AskView::place() const
{
    const Place locked = selection_.locked();
    if (locked.item >= 0)
        return locked.item;
    return locked ? run_.items_of(locked.step).first : run_.shown_items();
}

AskQuestion AskView::question() const
{
    return {options_->at(place()), prompt_->text()};
}

void AskView::follow_place()
{
    const std::int64_t chunk = run_.header().config.chunk;
    options_->set_chunks(chunk > 0 ? place() / chunk : 0);
    place_->setText(place_text());
    if (selection_.locked())
        want();
    else
        is_wanted_ = false;
}

void AskView::want()
{
    is_wanted_ = true;
    if (isVisible())
        wait_.start();
}

void AskView::showEvent(QShowEvent* event)
{
    View::showEvent(event);
    ask_.set_seen(true);
    if (is_wanted_)
        wait_.start();
}

void AskView::hideEvent(QHideEvent* event)
{
    View::hideEvent(event);
    ask_.set_seen(false);
}

void AskView::ask()
{
    if (!isVisible())
        return;
    is_wanted_ = false;
    ask_.ask(question());
}

/// Continue, or Stop.
void AskView::press()
{
    wait_.stop();
    is_wanted_ = false;
    if (ask_.is_going_on())
        ask_.stop();
    else
        ask_.go_on(question(), options_->choices());
}

QString AskView::place_text() const
{
    if (run_.document().token_ids.empty())
        return {};
    const std::int64_t at = place();
    const QString chunk =
        run_.header().config.chunk > 0 ? tr(", in chunk %1").arg(grouped(at / run_.header().config.chunk)) : QString();
    return selection_.locked() ? tr("Before token %1%2").arg(grouped(at), chunk)
                               : tr("At the end of what was read, token %1").arg(grouped(at));
}

QString AskView::state_text() const
{
    if (!ask_.closed().isEmpty())
        return ask_.closed();
    if (!ask_.problem().isEmpty())
        return ask_.problem();
    if (ask_.is_waiting() && ask_.progress_total() > 0)
        return tr("Reading the text up to here: %1 of %2 tokens")
            .arg(grouped(ask_.progress()), grouped(ask_.progress_total()));
    if (ask_.expected().empty() && !ask_.is_waiting())
        return tr("Select a token in the text, or write something: then you see what frozen, adapted and twin expect "
                  "next.");
    return {};
}

void AskView::show_state()
{
    const QString words = state_text();
    state_->setText(words);
    state_->setVisible(!words.isEmpty());
    set_ink(*state_, ask_.problem().isEmpty() ? theme(palette()).muted : theme(palette()).warning);
    progress_->setVisible(ask_.progress_total() > 0);
    progress_->setRange(0, static_cast<int>(std::max<std::int64_t>(1, ask_.progress_total())));
    progress_->setValue(static_cast<int>(ask_.progress()));
    button_->setText(ask_.is_going_on() ? tr("Stop") : tr("Continue"));
    for (QWidget* field : {static_cast<QWidget*>(prompt_), static_cast<QWidget*>(button_)})
        field->setEnabled(ask_.closed().isEmpty());
    if (!ask_.expected().empty() || !ask_.is_waiting())  // what is on its way replaces what is there
        arms_->set_expected(ask_.expected());
    arms_->set_texts(ask_.question().turns, ask_.question().prompt, ask_.texts());
    if (ask_.is_going_on())
        QTimer::singleShot(0, this, &AskView::show_answers);  // once they have their place
    Q_EMIT note_changed();
}

/// In a low panel they are below what is seen.
void AskView::show_answers()
{
    area_->verticalScrollBar()->setValue(area_->verticalScrollBar()->maximum());
}

QString AskView::note() const
{
    const AskKept& kept = ask_.kept();
    if (kept.states == 0)
        return {};
    return tr("read to token %1 · %2, %3 MiB")
        .arg(grouped(kept.read), counted(kept.states, tr("1 state kept"), tr("%1 states kept")),
             fixed_text(static_cast<double>(kept.bytes) / mib, 0));
}

ViewTable AskView::table() const
{
    ViewTable table{{tr("arm"), tr("token"), tr("text"), tr("probability")}, {}};
    for (const ArmAnswer& answer : ask_.expected())
        for (const TokenChance& chance : answer.top)
            table.rows.push_back({QString::fromUtf8(name_of(answer.arm).data()), QString::number(chance.token),
                                  readable(chance.bytes), QString::number(chance.probability)});
    return table;
}

QString AskView::save() const
{
    return options_->save();
}

void AskView::restore(const QString& words)
{
    options_->restore(words);
}

void AskView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        show_state();
}

}  // namespace ttt
