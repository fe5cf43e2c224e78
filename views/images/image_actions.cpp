#include "views/images/image_actions.h"

#include "views/images/image_grid.h"
#include "views/images/image_words.h"
#include "views/view_action.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>
#include <QWidget>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ImageActions)
};

QAction* holder(QWidget* view, const QString& text)
{
    auto* made = new QAction(text, view);
    auto* menu = new QMenu(view);
    made->setMenu(menu);
    return made;
}

}  // namespace

ImageActions::ImageActions(QWidget* view)
    : filters(new QActionGroup(view)), sides(new QActionGroup(view)), by_class(holder(view, Words::tr("Of a class"))),
      by_shift(holder(view, Words::tr("Of a shift")))
{
    add_filter({}, Words::tr("All images"), Words::tr("Every image that the stream has shown."));
    add_filter({FilterKind::mended, -1}, Words::tr("Mended"),
               Words::tr("The frozen net was wrong, the adapted one is right."));
    add_filter({FilterKind::broken, -1}, Words::tr("Broken"),
               Words::tr("The frozen net was right, the adapted one is wrong."));
    add_filter({FilterKind::wrong_adapted, -1}, Words::tr("Adapted is wrong"),
               Words::tr("Whatever the frozen net says."));
    add_filter({FilterKind::wrong_frozen, -1}, Words::tr("Frozen is wrong"),
               Words::tr("Whatever the adapted net says."));
    filters->actions().constFirst()->setChecked(true);
    for (const int side : image_sides) {
        QAction* made = sides->addAction(Words::tr("%1 pixels wide").arg(side));
        made->setCheckable(true);
        made->setChecked(side == usual_side);
        made->setData(side);
        made->setToolTip(Words::tr("Ctrl+wheel, + and − do the same."));
    }
    follow = view_action(view, Words::tr("Follow the stream"), Qt::Key_F,
                         Words::tr("Scrolls along with the images that come, until you scroll up (F)."));
    follow->setCheckable(true);
    surest_mended = view_action(view, Words::tr("Surest mended image"), Qt::Key_G,
                                Words::tr("Goes to the mended image of whose class the adapted net is surest (G)."));
    copy = view_action(view, Words::tr("Copy the image"), QKeySequence::Copy,
                       Words::tr("The locked image as the stream showed it, and what was said of it (Ctrl+C)."));
}

void ImageActions::add_filter(const ImageFilter& filter, const QString& text, const QString& tip)
{
    QAction* made = filters->addAction(text);
    made->setCheckable(true);
    made->setData(filter_key(filter));
    made->setToolTip(tip);
}

std::vector<QAction*> ImageActions::all() const
{
    std::vector<QAction*> result;
    for (QAction* each : filters->actions())
        if (filter_of_key(each->data().toString()).value < 0)
            result.push_back(each);
    result.insert(result.end(), {by_class, by_shift});
    for (QAction* each : sides->actions())
        result.push_back(each);
    result.insert(result.end(), {follow, surest_mended, copy});
    return result;
}

void ImageActions::update(const RunModel& run)
{
    const ImageSetRecord* set = image_set_of(run);
    refill(*by_class, FilterKind::of_class, class_count(run), run);
    refill(*by_shift, FilterKind::of_shift, set ? static_cast<std::int32_t>(set->shifts.size()) : 0, run);
    const bool both = has_both_arms(run) || run.step_count() == 0;
    for (const int paired : {1, 2})
        filters->actions()[paired]->setEnabled(both);
    surest_mended->setEnabled(both);
}

void ImageActions::refill(QAction& holder, FilterKind kind, std::int32_t count, const RunModel& run)
{
    const ImageFilter now = filter();
    qDeleteAll(holder.menu()->actions());
    for (std::int32_t value = 0; value < count; ++value) {
        const ImageFilter each{kind, value};
        add_filter(each, filter_words(each, run), {});
        holder.menu()->addAction(filters->actions().constLast());
    }
    holder.setEnabled(count > 0);
    check(now);
}

ImageFilter ImageActions::filter() const
{
    const QAction* checked = filters->checkedAction();
    return checked ? filter_of_key(checked->data().toString()) : ImageFilter{};
}

void ImageActions::check(const ImageFilter& filter)
{
    filters->actions().constFirst()->setChecked(true);
    for (QAction* each : filters->actions())
        if (each->data().toString() == filter_key(filter))
            each->setChecked(true);
}

void ImageActions::check_side(int side)
{
    for (QAction* each : sides->actions())
        if (each->data().toInt() == side)
            each->setChecked(true);
}

}  // namespace ttt
