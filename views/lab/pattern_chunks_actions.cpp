#include "views/lab/pattern_chunks_actions.h"

#include "views/number_text.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QWidget>

#include <array>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(PatternChunksActions)
};

constexpr std::array fixed_saturations{0.05, 0.2, 1.0};  // logits
constexpr double of_all = 0, of_most = -1;               // data() of the saturations that are found

void choice(QActionGroup* group, const char* name, const QVariant& data, const QString& text, const QString& tip)
{
    QAction* made = group->addAction(text);
    made->setObjectName(QLatin1String(name));
    made->setData(data);
    made->setToolTip(tip);
    made->setCheckable(true);
    made->setChecked(group->actions().size() == 1);
}

int chosen(const QActionGroup* group)
{
    return group->checkedAction()->data().toInt();
}

}  // namespace

PatternChunksActions::PatternChunksActions(QWidget* view)
    : forms(new QActionGroup(view)), picks(new QActionGroup(view)), orders(new QActionGroup(view)),
      saturations(new QActionGroup(view)), fit(new QAction(Words::tr("All rows at once"), view))
{
    choice(forms, "map", static_cast<int>(PatternForm::map), Words::tr("Map pattern × chunk"),
           Words::tr("One row for each pattern, one column for each chunk."));
    choice(forms, "scatter", static_cast<int>(PatternForm::scatter), Words::tr("Predicted against measured"),
           Words::tr("One dot for each pattern: the sum of its direct terms over the change that was measured."));
    choice(picks, "largest", static_cast<int>(PatternPick::largest),
           Words::tr("The %1 largest changes").arg(grouped(most_patterns)),
           Words::tr("The patterns with the largest |logit adapted − logit frozen| of B."));
    choice(picks, "between", static_cast<int>(PatternPick::between), Words::tr("From the pinned to the selected chunk"),
           Words::tr("All patterns in these chunks; without a pin, those of the selected chunk."));
    choice(orders, "place", static_cast<int>(PatternOrder::place), Words::tr("In the order of the text"),
           Words::tr("The first pattern of the text stands at the top."));
    choice(orders, "measured", static_cast<int>(PatternOrder::measured), Words::tr("Largest measured change first"),
           Words::tr("Sorted by logit adapted − logit frozen of B."));
    choice(saturations, "s_all", of_all, Words::tr("Colours to the largest term"),
           Words::tr("The strongest colour is the largest |term|, rounded up to a readable number."));
    choice(saturations, "s_most", of_most, Words::tr("Colours to the 99th percentile"),
           Words::tr("The strongest colour is the |term| that 99 of 100 cells do not exceed, rounded up."));
    constexpr std::array names{"s_0.05", "s_0.2", "s_1"};
    for (std::size_t at = 0; at < fixed_saturations.size(); ++at)
        choice(saturations, names[at], fixed_saturations[at], Words::tr("Colours to ±%1").arg(fixed_saturations[at]),
               Words::tr("Terms of ±%1 and more have the full colour.").arg(fixed_saturations[at]));
    fit->setObjectName(QStringLiteral("fit"));
    fit->setCheckable(true);
    fit->setShortcut(Qt::Key_F);
    fit->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    fit->setToolTip(Words::tr("Makes the rows so thin that all of them are seen; else they scroll (F)."));
    view->addAction(fit);
}

std::vector<QAction*> PatternChunksActions::all() const
{
    std::vector<QAction*> result;
    for (const QActionGroup* group : groups())
        for (QAction* action : group->actions())
            result.push_back(action);
    result.push_back(fit);
    return result;
}

PatternForm PatternChunksActions::form() const
{
    return static_cast<PatternForm>(chosen(forms));
}
PatternPick PatternChunksActions::pick() const
{
    return static_cast<PatternPick>(chosen(picks));
}
PatternOrder PatternChunksActions::order() const
{
    return static_cast<PatternOrder>(chosen(orders));
}

PatternSaturation PatternChunksActions::saturation() const
{
    const double end = saturations->checkedAction()->data().toDouble();
    if (end > 0)
        return {RangeRule::automatic, end};
    return {end == of_most ? RangeRule::percentile : RangeRule::automatic, 0};
}

QString PatternChunksActions::save() const
{
    QStringList words;
    for (const QActionGroup* group : groups())
        words += group->checkedAction()->objectName();
    if (fit->isChecked())
        words += fit->objectName();
    return words.join(u' ');
}

void PatternChunksActions::restore(const QString& words)
{
    const QStringList known = words.split(u' ');
    for (QAction* action : all())
        if (known.contains(action->objectName()))
            action->setChecked(true);
}

}  // namespace ttt
