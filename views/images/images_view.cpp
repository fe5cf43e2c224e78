#include "views/images/images_view.h"

#include "views/images/image_canvas.h"
#include "views/images/image_legend.h"
#include "views/images/image_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/selection.h"
#include "views/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr int side = 8, top = 7;  // pixels

}  // namespace

ImagesView::ImagesView(RunModel& run, Selection& selection, PictureModel& pictures, QWidget* parent)
    : View(run, selection, parent), actions_(this), pictures_(pictures), chosen_(new QToolButton(this)),
      legend_(new ImageLegend(this)), problem_(new PlainLabel(this)),
      canvas_(new ImageCanvas(run, selection, pictures, this))
{
    arrange();
    connect_actions();
    connect(canvas_, &ImageCanvas::visible_changed, this, &View::note_changed);
    connect(canvas_, &ImageCanvas::follows_changed, actions_.follow, &QAction::setChecked);
    connect(canvas_, &ImageCanvas::side_changed, this, [this](int to) { actions_.check_side(to); });
    connect(&run_, &RunModel::started, this, &ImagesView::begin);
    connect(&run_, &RunModel::shown_changed, this, &ImagesView::refresh);
    connect(&selection_, &Selection::changed, this, &ImagesView::selection_changed);
    connect(&pictures_, &PictureModel::changed, this, &ImagesView::show_problem);
    begin();
}

void ImagesView::arrange()
{
    setAccessibleName(title());
    setFocusProxy(canvas_);
    auto* menu = new QMenu(chosen_);
    menu->setToolTipsVisible(true);
    for (QAction* action : actions_.all())
        if (action->actionGroup() == actions_.filters || action->menu())
            menu->addAction(action);
    chosen_->setMenu(menu);
    chosen_->setPopupMode(QToolButton::InstantPopup);
    chosen_->setAccessibleName(tr("Which images are shown"));
    chosen_->setToolTip(tr("Which images are shown"));
    problem_->setWordWrap(true);
    problem_->setContentsMargins(side, 0, side, top);
    problem_->hide();
    auto* head = new QHBoxLayout;
    head->setContentsMargins(side, top, side, top);
    head->setSpacing(2 * side);
    head->addWidget(chosen_);
    head->addWidget(legend_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(problem_);
    column->addWidget(canvas_, 1);
}

void ImagesView::connect_actions()
{
    connect(actions_.filters, &QActionGroup::triggered, this, [this] { set_filter(actions_.filter()); });
    connect(actions_.sides, &QActionGroup::triggered, this,
            [this](const QAction* action) { canvas_->set_side(action->data().toInt()); });
    connect(actions_.follow, &QAction::toggled, canvas_, &ImageCanvas::set_follows);
    connect(actions_.surest_mended, &QAction::triggered, this, &ImagesView::select_surest_mended);
    connect(actions_.copy, &QAction::triggered, this, &ImagesView::copy);
}

/// A class or a shift of the run before is none of this one.
void ImagesView::begin()
{
    classes_known_ = false;
    actions_.update(run_);
    set_filter(actions_.filter());
    selection_changed();
}

void ImagesView::set_filter(const ImageFilter& filter)
{
    actions_.check(filter);
    const ImageFilter now = actions_.filter();
    chosen_->setText(now == ImageFilter{} ? tr("All images") : filter_words(now, run_));
    canvas_->set_filter(now);
    refresh();
}

/// What classes there are without names, and which arms, is known with the first steps.
void ImagesView::refresh()
{
    if (!classes_known_ && run_.step_count() > 0) {
        classes_known_ = true;
        actions_.update(run_);
    }
    legend_->read(run_);
    actions_.copy->setEnabled(selection_.locked().item >= 0);
    show_problem();
    Q_EMIT note_changed();
}

void ImagesView::show_problem()
{
    problem_->setText(pictures_.problem());
    problem_->setVisible(!pictures_.problem().isEmpty() && image_set_of(run_));
}

void ImagesView::selection_changed()
{
    const QString words = image_in_words(run_, selection_.current().item);
    setAccessibleDescription(words);
    canvas_->setAccessibleDescription(words);
    actions_.copy->setEnabled(selection_.locked().item >= 0);
}

void ImagesView::follow_stream()
{
    actions_.follow->setChecked(true);
}

void ImagesView::select_surest_mended()
{
    const ImageItems items(run_);
    std::int64_t surest = -1;
    double most = 0;
    for (std::int64_t item = 0; item < items.count(); ++item) {
        if (items.outcome(item) != Outcome::mended)
            continue;
        const std::vector<Guess> guesses = items.guesses(Arm::adapted, item);
        if (!guesses.empty() && guesses.front().probability > most) {
            most = guesses.front().probability;
            surest = item;
        }
    }
    if (surest >= 0)
        selection_.lock({run_.step_of(surest), surest});
}

void ImagesView::copy() const
{
    const std::int64_t item = selection_.locked().item;
    const QString words = image_in_words(run_, item);
    if (words.isEmpty())
        return;
    auto* copied = new QMimeData;
    copied->setText(words);
    if (const QImage picture = pictures_.picture(canvas_->key_of(item)); !picture.isNull())
        copied->setImageData(picture);
    QGuiApplication::clipboard()->setMimeData(copied);
}

QString ImagesView::note() const
{
    const auto [begin, end] = canvas_->visible();
    const std::int64_t all = canvas_->items().shown(run_);
    if (end == 0 || all == 0)
        return {};
    const QString words = tr("%1 – %2 of %3").arg(grouped(begin), grouped(std::max(begin, end - 1)), grouped(all));
    return canvas_->items().filter() == ImageFilter{}
               ? tr("images %1").arg(words)
               : tr("%1 · %2").arg(filter_words(canvas_->items().filter(), run_), words);
}

/// "filter side follow"
QString ImagesView::save() const
{
    return QStringLiteral("%1 %2 %3")
        .arg(filter_key(actions_.filter()))
        .arg(canvas_->side())
        .arg(actions_.follow->isChecked() ? QStringLiteral("follow") : QStringLiteral("stay"));
}

void ImagesView::restore(const QString& words)
{
    const QStringList known = words.split(u' ');
    if (known.size() < 3)
        return;
    set_filter(filter_of_key(known[0]));
    if (const int wanted = known[1].toInt(); std::ranges::find(image_sides, wanted) != image_sides.end()) {
        canvas_->set_side(wanted);
        actions_.check_side(wanted);
    }
    actions_.follow->setChecked(known[2] == QStringLiteral("follow"));
}

ViewTable ImagesView::table() const
{
    ViewTable table{{tr("item"), tr("batch"), tr("image of the set"), tr("label"), tr("shift"), tr("frozen"),
                     tr("adapted"), tr("outcome"), tr("entropy frozen"), tr("entropy adapted")},
                    {}};
    const ImageItems items(run_);
    const auto named = [this](std::int32_t label) { return label < 0 ? QString() : class_words(run_, label); };
    const auto number = [](double value) { return std::isnan(value) ? QString() : QString::number(value, 'f', 4); };
    if (run_.empty())
        return table;
    const bool both = has_both_arms(run_);
    for (std::int64_t index = 0; index < canvas_->items().shown(run_); ++index) {
        const std::int64_t item = canvas_->items().item(index);
        table.rows.push_back({QString::number(item), QString::number(run_.step_of(item)),
                              items.image(item) == no_image ? QString() : QString::number(items.image(item)),
                              named(items.label(item)), shift_words_at(run_, items.shift(item)),
                              named(items.predicted(Arm::frozen, item)), named(items.predicted(Arm::adapted, item)),
                              outcome_words(items.outcome(item), both), number(items.entropy(Arm::frozen, item)),
                              number(items.entropy(Arm::adapted, item))});
    }
    return table;
}

void ImagesView::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), theme(palette()).panel);
}

}  // namespace ttt
