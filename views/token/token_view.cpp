#include "views/token/token_view.h"

#include "views/lab_model.h"
#include "views/token/find_bar.h"
#include "views/token/item_value.h"
#include "views/token/legend_button.h"
#include "views/token/mode_bar.h"
#include "views/token/token_canvas.h"
#include "views/token/token_words.h"
#include "views/token/underline_legend.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

namespace ttt {

namespace {

constexpr int side = 8;  // pixels
constexpr int top = 7;

}  // namespace

TokenView::TokenView(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), actions_(this), modes_(new ModeBar(actions_.modes, this)),
      legend_(new LegendButton(this)), underline_(new UnderlineLegend(this)), find_bar_(new FindBar(this)),
      canvas_(new TokenCanvas(run, selection, this))
{
    arrange();
    connect_actions();
    connect_find();
    connect(canvas_, &TokenCanvas::visible_changed, this, &View::note_changed);
    connect(canvas_, &TokenCanvas::follows_reading_changed, actions_.follow, &QAction::setChecked);
    connect(&run_, &RunModel::started, this, [this] {
        run_changed();
        find_words(find_bar_->isHidden() ? QString() : find_bar_->words());
        selection_changed();
    });
    connect(&run_, &RunModel::shown_changed, this, &TokenView::run_changed);
    connect(&selection_, &Selection::changed, this, &TokenView::selection_changed);
    run_changed();
}

void TokenView::arrange()
{
    setAccessibleName(title());
    setFocusProxy(canvas_);
    auto* menu = new QMenu(legend_);
    for (QAction* action : actions_.saturation)
        menu->addAction(action);
    legend_->setMenu(menu);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(side, top, side, top);
    head->addWidget(modes_, 1);
    head->addWidget(underline_);
    head->addWidget(legend_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(find_bar_);
    column->addWidget(canvas_, 1);
    find_bar_->hide();
}

void TokenView::connect_actions()
{
    connect(actions_.mode_group, &QActionGroup::triggered, this,
            [this](QAction* action) { choose(static_cast<ColourMode>(action->data().toInt())); });
    connect(actions_.saturation_group, &QActionGroup::triggered, this,
            [this](QAction* action) { choose_saturation(action->data().toDouble()); });
    connect(actions_.follow, &QAction::toggled, canvas_, &TokenCanvas::set_follows_reading);
    connect(actions_.largest_gain, &QAction::triggered, this, &TokenView::select_largest_gain);
    connect(actions_.next_gain, &QAction::triggered, this, [this] { select_next_gain(1); });
    connect(actions_.previous_gain, &QAction::triggered, this, [this] { select_next_gain(-1); });
    connect(actions_.find, &QAction::triggered, this, &TokenView::open_find);
}

void TokenView::connect_find()
{
    connect(find_bar_, &FindBar::words_changed, this, &TokenView::find_words);
    connect(find_bar_, &FindBar::next, this, [this] { find_step(1); });
    connect(find_bar_, &FindBar::previous, this, [this] { find_step(-1); });
    connect(find_bar_, &FindBar::closed, this, [this] {
        find_bar_->hide();
        find_words({});
        canvas_->setFocus();
    });
}

void TokenView::choose(ColourMode mode)
{
    wished_ = mode;
    run_changed();
}

void TokenView::choose_saturation(double saturation)
{
    colouring_.saturation = saturation;
    run_changed();
}

/// Cheap: called for every batch of a live run.
void TokenView::run_changed()
{
    colouring_.mode = available_mode(wished_, run_, colouring_.reference, colouring_.overlay(wished_));
    const bool lab_modes = lab_ && lab_->state() == LabState::ready;
    actions_.update(colouring_, run_, lab_modes);
    legend_->set_colouring(colouring_);
    make_room();
    canvas_->set_colouring(colouring_);
}

/// The legends give up their words before the modes become a menu.
void TokenView::make_room()
{
    const int room = width() - modes_->sizeHint().width() - 3 * side;
    const int underline = underline_->sizeHint().width() + side;
    legend_->set_room(room - underline);
    underline_->setVisible(legend_->sizeHint().width() + underline <= room);
}

void TokenView::resizeEvent(QResizeEvent*)
{
    make_room();
}

void TokenView::set_reference(const RunModel* other)
{
    if (colouring_.reference)
        disconnect(colouring_.reference, nullptr, this, nullptr);
    if (other && !colouring_.reference)
        before_reference_ = wished_;
    colouring_.reference = other;
    wished_ = other ? ColourMode::reference : before_reference_;
    if (other) {
        for (const auto changed : {&RunModel::started, &RunModel::shown_changed})
            connect(other, changed, this, [this] {
                run_changed();
                canvas_->viewport()->update();
            });
        connect(other, &QObject::destroyed, this, [this] { set_reference(nullptr); });
    }
    run_changed();
}

void TokenView::set_lab(LabModel* lab)
{
    if (lab_)
        disconnect(lab_, nullptr, this, nullptr);
    lab_ = lab;
    read_lab();
    if (!lab_)
        return;
    for (const auto changed : {&LabModel::state_changed, &LabModel::trace_changed, &LabModel::chunk_changed})
        connect(lab_, changed, this, &TokenView::read_lab);
}

void TokenView::read_lab()
{
    colouring_.taught_by = lab_ && lab_->trace() ? make_overlay(0, lab_->trace()->by_token) : nullptr;
    colouring_.taught_here =
        lab_ && lab_->chunk() ? make_overlay(lab_->chunk()->first, lab_->chunk()->by_item) : nullptr;
    run_changed();
}

void TokenView::set_teachers(const std::vector<std::pair<std::int64_t, double>>& teachers)
{
    canvas_->set_teachers(teachers);
}

void TokenView::selection_changed()
{
    const QString words = place_in_words(run_, selection_.current());
    setAccessibleDescription(words);
    canvas_->setAccessibleDescription(words);
}

void TokenView::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), theme(palette()).panel);
}

QString TokenView::note() const
{
    const auto [begin, end] = canvas_->visible();
    if (end == 0)
        return {};
    return tr("tokens %1 – %2 of %3").arg(grouped(begin), grouped(end - 1), grouped(document_items(run_)));
}

}  // namespace ttt
