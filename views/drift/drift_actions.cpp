#include "views/drift/drift_actions.h"

#include "views/run_model.h"
#include "views/tables/metric_help.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>

#include <algorithm>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(DriftActions)
};

constexpr int no_metric = 0;
constexpr char no_key[] = "-";  // in save(): of a place that no metric has

/// `key`: its word in save(). The first of a group is the usual choice.
QAction* choice(QActionGroup* group, const QString& text, const QString& tip, int value, const char* key)
{
    QAction* made = group->addAction(text);
    made->setCheckable(true);
    made->setChecked(group->actions().size() == 1);
    made->setToolTip(tip);
    made->setData(value);
    made->setObjectName(QLatin1String(key));
    return made;
}

int chosen(const QActionGroup* group)
{
    return group->checkedAction()->data().toInt();
}

/// Menus are made once: what a run has of its own takes the places that were kept for it.
void name_own(const QActionGroup& metrics, const RunModel& run)
{
    const QList<QAction*> actions = metrics.actions();
    auto at = static_cast<qsizetype>(std::ranges::count_if(metric_table, &MetricInfo::per_layer));
    for (const DictionaryEntry& entry : run.header().dictionary.metrics) {
        const auto layers = run.layers_of(static_cast<Metric>(entry.id));
        if (layers.empty() || layers.back() < 0 || at == actions.size())
            continue;
        QAction& action = *actions[at++];
        action.setText(metric_title(run.header().dictionary, static_cast<Metric>(entry.id)));
        action.setData(entry.id);
        action.setObjectName(QString::fromStdString(entry.key));
    }
    for (; at < actions.size(); ++at) {
        if (actions[at]->isChecked())
            metrics.findChild<QAction*>(QStringLiteral("drift_relative"))->setChecked(true);
        actions[at]->setData(no_metric);
        actions[at]->setObjectName(QLatin1String(no_key));
    }
}

}  // namespace

DriftActions::DriftActions(QObject* view)
    : forms(new QActionGroup(view)), metrics(new QActionGroup(view)), rules(new QActionGroup(view)),
      logarithmic(new QAction(Words::tr("Logarithmic curves"), view))
{
    choice(forms, Words::tr("Map"), Words::tr("One cell for each fast layer and chunk."),
           static_cast<int>(DriftForm::map), "map");
    choice(forms, Words::tr("Curves"), Words::tr("One line for each fast layer."), static_cast<int>(DriftForm::curves),
           "curves");
    choice(rules, Words::tr("Colours to the largest value"),
           Words::tr("The strongest colour is the largest size |value| so far, rounded up; of a cosine it is ±1."),
           static_cast<int>(RangeRule::automatic), "automatic");
    choice(
        rules, Words::tr("Colours to the 99th percentile"),
        Words::tr("The strongest colour is the size |value| that 99 of 100 cells do not exceed, rounded up; outliers "
                  "no longer hide the rest."),
        static_cast<int>(RangeRule::percentile), "percentile");
    logarithmic->setCheckable(true);
    logarithmic->setToolTip(Words::tr("Equal ratios take the same room; values that are not above 0 are left out."));
    for (const MetricInfo& info : metric_table)
        if (info.per_layer)
            choice(metrics, metric_title(info.id), metric_help(info.id), static_cast<int>(info.id), info.key.data())
                ->setChecked(info.id == Metric::drift_relative);
    for (std::size_t place = 0; place < RunDictionary::most_entries; ++place)
        choice(metrics, {}, {}, no_metric, no_key)->setVisible(false);
}

std::vector<QAction*> DriftActions::all() const
{
    std::vector<QAction*> result;
    for (const QActionGroup* group : {forms, metrics, rules})
        for (QAction* action : group->actions())
            result.push_back(action);
    result.push_back(logarithmic);
    return result;
}

void DriftActions::update(const RunModel& run)
{
    name_own(*metrics, run);
    for (QAction* action : metrics->actions()) {
        const auto id = static_cast<Metric>(action->data().toInt());
        action->setVisible(action->isChecked() || !run.layers_of(id).empty());
    }
}

Metric DriftActions::metric() const
{
    return static_cast<Metric>(chosen(metrics));
}
RangeRule DriftActions::rule() const
{
    return static_cast<RangeRule>(chosen(rules));
}
DriftForm DriftActions::form() const
{
    return static_cast<DriftForm>(chosen(forms));
}

bool DriftActions::log_y() const
{
    return logarithmic->isChecked();
}

QString DriftActions::save() const
{
    QStringList words;
    for (const QActionGroup* group : {metrics, forms, rules})
        words += group->checkedAction()->objectName();
    if (log_y())
        words += QStringLiteral("log-y");
    return words.join(u' ');
}

void DriftActions::restore(const QString& words)
{
    const QStringList known = words.split(u' ');
    for (QAction* action : all())
        if (action != logarithmic && known.contains(action->objectName()))
            action->setChecked(true);
    logarithmic->setChecked(known.contains(QStringLiteral("log-y")));
}

}  // namespace ttt
